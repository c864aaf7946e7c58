using Npgsql;

namespace Hub.Testing;

/// <summary>What must hold in the database of a quiet hub, whatever has happened to it. Each query answers the rows that break the rule.</summary>
public static class LedgerStateChecks
{
    private static readonly (string Rule, string Sql)[] Stuck =
    [
        ("a raw delivery is settled", "SELECT id::text FROM conversations.open_delivery"),
        ("no send is left", "SELECT conversation_id || '/' || number FROM conversations.send"),
        ("no message is queued or sending", "SELECT conversation_id || '/' || number FROM conversations.message WHERE kind = 1 AND state IN (0, 1)"),
        ("no job is claimed past its lease", "SELECT kind || '/' || key FROM platform.job WHERE lease_until < clock_timestamp()"),
    ];

    private static readonly (string Rule, string Sql)[] Broken =
    [
        ("numbers have no gaps", """
            SELECT h.conversation_id::text FROM conversations.conversation_head h LEFT JOIN conversations.message m ON m.conversation_id = h.conversation_id
            GROUP BY h.conversation_id, h.last_number HAVING count(m.number) <> h.last_number OR COALESCE(min(m.number), 1) <> 1 OR COALESCE(max(m.number), 0) <> h.last_number
            """),
        ("one provider id, one message", """
            SELECT conversation_id || '/' || number FROM conversations.message_key WHERE conversation_id IS NOT NULL GROUP BY conversation_id, number HAVING count(*) > 1
            """),
        ("every key names a message", """
            SELECT k.provider_id FROM conversations.message_key k LEFT JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.number
            WHERE k.conversation_id IS NOT NULL AND m.number IS NULL
            """),
        ("every customer message has a key", """
            SELECT m.conversation_id || '/' || m.number FROM conversations.message m LEFT JOIN conversations.message_key k ON k.conversation_id = m.conversation_id AND k.number = m.number
            WHERE m.kind = 0 AND k.provider_id IS NULL
            """),
        ("accepted names its provider id", """
            SELECT m.conversation_id || '/' || m.number FROM conversations.message m LEFT JOIN conversations.message_key k ON k.conversation_id = m.conversation_id AND k.number = m.number
            WHERE m.kind = 1 AND m.state IN (2, 3, 4) AND k.provider_id IS NULL
            """),
        ("one open conversation per identity", "SELECT identity_id::text FROM conversations.conversation_head WHERE status NOT IN (2, 5) GROUP BY 1 HAVING count(*) > 1"),
        ("identity, customer and account agree", """
            SELECT c.id::text FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id JOIN customers.identity i ON i.id = c.identity_id
            WHERE i.customer_id <> c.customer_id OR i.account_id <> c.account_id OR h.identity_id <> c.identity_id
            """),
        ("every conversation has a head", "SELECT c.id::text FROM conversations.conversation c LEFT JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE h.conversation_id IS NULL"),
        ("every customer has an identity", "SELECT c.id::text FROM customers.customer c LEFT JOIN customers.identity i ON i.customer_id = c.id WHERE i.id IS NULL"),
        ("files belong to their conversation's account", """
            SELECT a.id::text FROM conversations.attachment a JOIN conversations.conversation c ON c.id = a.conversation_id WHERE a.account_id <> c.account_id
            """),
        ("a stored file has bytes and a missing one none", "SELECT id::text FROM conversations.attachment WHERE (state = 1) <> (storage_key IS NOT NULL) AND state <> 3"),
        ("nothing is parked", "SELECT kind || ' ' || key || ': ' || error FROM platform.parked"),
    ];

    public static async Task RunAsync(LedgerReport report, NpgsqlDataSource database)
    {
        await RunAsync(report.Stuck, Stuck, database);
        await RunAsync(report.Broken, Broken, database);
    }

    private static async Task RunAsync(List<string> findings, (string Rule, string Sql)[] rules, NpgsqlDataSource database)
    {
        foreach (var (rule, sql) in rules)
        {
            await using var command = database.CreateCommand(sql);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                findings.Add($"{rule}: {reader.GetString(0)}");
            }
        }
    }
}
