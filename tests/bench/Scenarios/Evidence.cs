namespace Hub.Bench.Scenarios;

/// <summary>A throughput counts only when every message is where it belongs: counted in SQL after each round.</summary>
internal static class Evidence
{
    private const string Counts = """
        SELECT json_build_object(
            'messages', (SELECT count(*) FROM conversations.message WHERE kind = 0),
            'keys', (SELECT count(DISTINCT (conversation_id, number)) FROM conversations.message_key),
            'gaps', (SELECT count(*) FROM (SELECT conversation_id FROM conversations.message GROUP BY 1 HAVING min(number) <> 1 OR max(number) <> count(*)) AS g),
            'heads', (SELECT COALESCE(sum(last_number), 0) FROM conversations.conversation_head),
            'facts', (SELECT COALESCE(sum(jsonb_array_length(data->'numbers')), 0) FROM platform.fact WHERE type = 'conversation.changed'),
            'deliveries', (SELECT count(*) FROM conversations.delivery),
            'parked', (SELECT count(*) FROM platform.parked))::text
        """;

    /// <summary>Throws when anything is missing, doubled or out of order.</summary>
    public static async Task CheckAsync(Stage stage)
    {
        using var found = System.Text.Json.JsonDocument.Parse(await stage.ScalarAsync<string>(Counts));
        void Expect(string name, long expected)
        {
            var value = found.RootElement.GetProperty(name).GetInt64();
            if (value != expected)
            {
                throw new InvalidOperationException($"{name}: {value} rows where {expected} belong. No figure of this run counts.");
            }
        }

        foreach (var name in new[] { "messages", "keys", "heads", "facts", "deliveries" })
        {
            Expect(name, stage.Posted);
        }

        Expect("gaps", 0);
        Expect("parked", 0);
    }

    /// <summary>Waits until the hub has nothing left to do: jobs of new customers are done, deliveries are settled.</summary>
    public static async Task QuietAsync(Stage stage)
    {
        var start = Machine.Clock.Now;
        while (await stage.ScalarAsync<long>("SELECT (SELECT count(*) FROM platform.job) + (SELECT count(*) FROM conversations.open_delivery)") > 0)
        {
            if (Machine.Clock.Seconds(Machine.Clock.Now - start) > 120)
            {
                throw new TimeoutException("The hub did not come to rest within two minutes.");
            }

            await Task.Delay(100);
        }
    }
}
