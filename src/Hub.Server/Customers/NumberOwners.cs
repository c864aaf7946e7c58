using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Customers;

/// <summary>
/// Whose telephone numbers senders are: a number known from a record, a call or another account belongs to that customer, however it was written down. A
/// number that several customers share tells nothing.
/// </summary>
internal static class NumberOwners
{
    public static async Task<Dictionary<string, Guid>> FindAsync(NpgsqlConnection connection, IEnumerable<string> senders, CancellationToken cancellationToken)
    {
        var numbers = senders.Where(sender => sender.StartsWith('+') && PhoneNumbers.Normalise(sender) == sender).Distinct(StringComparer.Ordinal).ToArray();
        if (numbers.Length == 0)
        {
            return [];
        }

        await using var command = new NpgsqlCommand("""
            SELECT n.number, (array_agg(c.customer_id))[1] FROM unnest($1::text[]) AS n(number)
            CROSS JOIN LATERAL (SELECT a.customer_id FROM customers.address a WHERE a.kind = 'phone' AND a.value = n.number
                UNION SELECT i.customer_id FROM customers.identity i WHERE i.external_id LIKE '+%' AND i.external_id = n.number) c
            GROUP BY n.number HAVING count(*) = 1
            """, connection).With((object)numbers);
        return (await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetGuid(1)), cancellationToken)).ToDictionary(StringComparer.Ordinal);
    }
}
