using System.Text;
using Npgsql;

namespace Hub.Server.Customers;

/// <summary>
/// Finds customers by any part of name, kana, company or display name, by e-mail address, and by telephone number however it is written or by its last
/// digits, and by the firm's own number of a member, whole. Every branch has an index of its own.
/// </summary>
internal static class CustomerSearch
{
    private const int MinTail = 4;
    private const int MaxLength = 100;
    private const string Words = "COALESCE(c.name, '') || '|' || COALESCE(c.kana, '') || '|' || COALESCE(c.company, '')";

    /// <summary>The ids of whoever matches, as SQL; parameters are appended to the command. Null when there is nothing to look for.</summary>
    public static string? Hits(string? query, NpgsqlCommand command)
    {
        var text = query?.Normalize(NormalizationForm.FormKC).Trim();
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        text = text.Length > MaxLength ? text[..MaxLength] : text;
        var sql = new StringBuilder($"""
            SELECT c.id FROM customers.customer c, (SELECT customers.fold({Add(command, text)}) AS text) q
            WHERE customers.grams({Words}) @> customers.grams(q.text) AND position(q.text in customers.fold({Words})) > 0
            UNION SELECT i.customer_id FROM customers.identity i, (SELECT customers.fold(${command.Parameters.Count}) AS text) q
            WHERE customers.grams(i.display_name) @> customers.grams(q.text) AND position(q.text in customers.fold(i.display_name)) > 0
            UNION SELECT i.customer_id FROM customers.member_link l JOIN customers.identity i ON i.id = l.identity_id WHERE l.ended_at IS NULL AND l.member = {Add(command, query!.Trim())}
            UNION SELECT i.customer_id FROM customers.identity i WHERE i.external_id LIKE 'sub:%' AND i.external_id = {Add(command, IdentityIds.VouchedPrefix + query.Trim())}
            """);
        if (text.Contains('@'))
        {
            sql.Append($" UNION SELECT a.customer_id FROM customers.address a WHERE a.kind = 'email' AND a.value LIKE {Add(command, Escape(text.ToLowerInvariant()) + "%")}");
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (PhoneNumbers.Normalise(text) is { } number)
        {
            sql.Append($" UNION SELECT a.customer_id FROM customers.address a WHERE a.kind = 'phone' AND a.value = {Add(command, number)}")
                .Append($" UNION SELECT i.customer_id FROM customers.identity i WHERE i.external_id LIKE '+%' AND i.external_id = ${command.Parameters.Count}");
        }
        else if (digits.Length >= MinTail && text.All(c => char.IsAsciiDigit(c) || c is ' ' or '-' or '+' or '(' or ')'))
        {
            sql.Append($" UNION SELECT a.customer_id FROM customers.address a WHERE a.kind = 'phone' AND reverse(a.value) LIKE {Add(command, Reverse(digits) + "%")}")
                .Append($" UNION SELECT i.customer_id FROM customers.identity i WHERE i.external_id LIKE '+%' AND reverse(i.external_id) LIKE ${command.Parameters.Count}");
            if (digits[0] == '0')
            {
                sql.Append($" UNION SELECT a.customer_id FROM customers.address a WHERE a.kind = 'phone' AND a.value LIKE {Add(command, "+" + PhoneNumbers.Japan + digits[1..] + "%")}");
            }
        }

        return sql.ToString();
    }

    private static string Add(NpgsqlCommand command, string value)
    {
        command.Parameters.Add(new() { Value = value });
        return $"${command.Parameters.Count}";
    }

    private static string Reverse(string digits) => string.Concat(digits.Reverse());

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_");
}
