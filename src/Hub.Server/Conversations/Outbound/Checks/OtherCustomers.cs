using System.Globalization;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>
/// Does something in the message belong to another customer? One query over indexes, and none when the text mentions nothing and no file goes with it. Whose
/// it is, is told only to those who may see that customer.
/// </summary>
internal static class OtherCustomers
{
    /// <summary>A file that has gone to more customers than this is a brochure, not somebody's own.</summary>
    private const int StillPersonal = 2;

    public static async Task<List<SendQuestion>> AskAsync(
        NpgsqlConnection connection, ConversationState conversation, MentionedOthers mentioned, Guid[] files, CurrentAgent agent, CancellationToken cancellationToken)
    {
        if (mentioned.IsEmpty && files.Length == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand("", connection).With(
            conversation.CustomerId, mentioned.Names.Keys.ToArray(), mentioned.Phones.Keys.Concat(mentioned.Mails.Keys).ToArray(), mentioned.Numbers.Keys.ToArray(), files, StillPersonal,
            conversation.IdentityId);
        command.CommandText = $"""
            WITH found AS (
                SELECT 'self' AS kind, '' AS token, $1::uuid AS customer_id, NULL::text AS file_name
                UNION SELECT 'name', t.token, cu.id, NULL FROM unnest($2::text[]) AS t(token) JOIN customers.customer cu ON lower(translate(cu.name, ' 　・', '')) = t.token
                UNION SELECT 'address', t.token, i.customer_id, NULL FROM unnest($3::text[]) AS t(token) JOIN customers.identity i ON i.external_id = t.token
                UNION SELECT 'address', t.token, a.customer_id, NULL FROM unnest($3::text[]) AS t(token) JOIN customers.address a ON a.kind IN ('phone', 'email') AND a.value = t.token
                UNION SELECT 'number', t.token::text, c.customer_id, NULL FROM unnest($4::bigint[]) AS t(token) JOIN conversations.conversation c ON c.number = t.token
                UNION SELECT 'file', f.id::text, o.customer_id, f.file_name FROM conversations.attachment f CROSS JOIN LATERAL (
                    SELECT c.customer_id, bool_or(m.kind = 0) AS theirs, count(*) OVER () AS customers FROM conversations.attachment a
                    JOIN conversations.message m ON m.conversation_id = a.conversation_id AND m.number = a.number JOIN conversations.conversation c ON c.id = a.conversation_id
                    WHERE a.sha256 = f.sha256 AND a.id <> f.id AND a.state = 1 GROUP BY c.customer_id) o
                    WHERE f.id = ANY($5) AND (o.theirs OR o.customers <= $6 OR o.customer_id = $1))
            SELECT x.kind, x.token, x.customer_id = $1, x.file_name, cu.name, cu.kana, i.display_name,
                EXISTS (SELECT 1 FROM conversations.conversation vc JOIN conversations.conversation_head h ON h.conversation_id = vc.id
                    WHERE vc.customer_id = x.customer_id AND {ConversationAccess.ForAgent(agent, command)})
            FROM found x JOIN customers.customer cu ON cu.id = x.customer_id LEFT JOIN customers.identity i ON i.id = $7::uuid AND x.kind = 'self'
            """;
        var found = await command.ReadAllAsync(reader => new Found(
            reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), Text(reader, 3), Text(reader, 4), Text(reader, 5), Text(reader, 6), reader.GetBoolean(7)), cancellationToken);
        var self = found.Single(row => row.Kind == "self");
        var names = new CustomerNames(self.Name, self.Kana, self.DisplayName);
        var questions = new List<SendQuestion>();
        if (mentioned.Addressed.FirstOrDefault(addressed => !AddressedName.CanMean(addressed, names)) is { } wrong)
        {
            questions.Add(new SendQuestion("wrong_name", wrong, self.Name ?? self.DisplayName));
        }

        // What is also this customer's own (a family's telephone, a namesake) is no reason to ask.
        var own = found.Where(row => row.IsSelf).Select(row => (row.Kind, row.Token)).ToHashSet();
        foreach (var row in found.Where(row => !row.IsSelf && !own.Contains((row.Kind, row.Token))).DistinctBy(row => (row.Kind, row.Token)))
        {
            var (code, words) = row.Kind switch
            {
                "name" => ("other_customer_name", mentioned.Names[row.Token]),
                "number" => ("other_customer_number", mentioned.Numbers[long.Parse(row.Token, CultureInfo.InvariantCulture)]),
                "file" => ("other_customer_file", row.FileName),
                _ when mentioned.Phones.TryGetValue(row.Token, out var phone) => ("other_customer_phone", phone),
                _ => ("other_customer_email", mentioned.Mails[row.Token]),
            };
            questions.Add(new SendQuestion(code, words, row.Visible ? row.Name : null));
        }

        return questions;
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private sealed record Found(string Kind, string Token, bool IsSelf, string? FileName, string? Name, string? Kana, string? DisplayName, bool Visible);
}
