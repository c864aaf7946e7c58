using System.Text.Json;
using Hub.Bench.Machine;

namespace Hub.Bench.Scenarios;

/// <summary>The first page of the inbox over HTTP while the number of conversations grows a hundredfold, for an administrator and for agents who may see a part.</summary>
internal sealed class InboxBench(Stage stage, Options options, Report report)
{
    private const int Teams = 10;
    private const int PageSize = 50;

    public async Task RunAsync()
    {
        var teams = new List<Guid>();
        for (var i = 0; i < Teams; i++)
        {
            teams.Add(await stage.TeamAsync($"Team {i}"));
        }

        var rare = new[] { await stage.TeamAsync("Rare 1"), await stage.TeamAsync("Rare 2") };
        var people = new (string Name, string Cookie)[]
        {
            ("administrator", stage.AdminCookie),
            ("agent of two teams in ten", await stage.AgentAsync("two@bench.test", teams[0], teams[1])),
            ("agent of two small teams and of what nobody has", await stage.AgentAsync("rare@bench.test", rare)),
        };
        await stage.ExecuteAsync("DELETE FROM conversations.conversation_head; DELETE FROM conversations.conversation");
        var smallest = new Dictionary<string, double>();
        var have = 0;
        foreach (var size in new[] { 1_000, 10_000, 100_000 })
        {
            await SeedAsync(have, size, teams, rare);
            have = size;
            foreach (var (name, cookie) in people)
            {
                var (p50, p99, rows, bytes) = await PageAsync(cookie);
                Report.Progress($"{size} conversations, {name}: {p50:0.00}/{p99:0.00} ms, {rows} rows, {bytes} bytes");
                report.Measure($"inbox page of {PageSize}, {size:N0} conversations, {name}, p50", "ms", p50, atMost: 4);
                smallest.TryAdd(name, p50);
                if (size == 100_000)
                {
                    report.Compare($"inbox page, {name}: 100,000 conversations against 1,000", "ms", p50, smallest[name], atMost: 1.5);
                }
            }
        }
    }

    /// <summary>The rows the hub itself would have written: six in ten open, one snoozed, three resolved; nine in ten with a team, four in ten with an owner.</summary>
    private async Task SeedAsync(int from, int to, List<Guid> teams, Guid[] rare)
    {
        var all = string.Join(", ", teams.Select(id => $"'{id}'::uuid"));
        await stage.ExecuteAsync($"""
            CREATE TEMP TABLE seed AS SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS customer_id, gen_random_uuid() AS identity_id,
                clock_timestamp() - (n * interval '7 seconds') AS at FROM generate_series({from + 1}, {to}) AS n;
            INSERT INTO customers.customer (id, name) SELECT customer_id, 'Customer ' || n FROM seed;
            INSERT INTO customers.identity (id, customer_id, account_id, external_id, display_name, profile_at)
                SELECT identity_id, customer_id, (SELECT id FROM integrations.channel_account LIMIT 1), 'Useed' || n, 'Customer ' || n, clock_timestamp() FROM seed;
            INSERT INTO conversations.conversation (id, account_id, channel, brand_id, identity_id, customer_id, created_at)
                SELECT s.id, a.id, 'line', a.brand_id, s.identity_id, s.customer_id, s.at - interval '1 hour' FROM seed s, integrations.channel_account a;
            INSERT INTO conversations.conversation_head (conversation_id, identity_id, status, owner_id, team_id, version, last_number, last_activity_at, waiting_since, unread, due_at, tags,
                preview_number, preview_kind, preview_sender, preview_type, preview, preview_at)
            SELECT id, identity_id, CASE WHEN n % 10 < 6 THEN 0 WHEN n % 10 = 6 THEN 1 ELSE 2 END,
                CASE WHEN n % 5 < 2 THEN (SELECT id FROM identity.agent ORDER BY id LIMIT 1) END,
                CASE WHEN n % 1000 = 1 THEN '{rare[0]}'::uuid WHEN n % 1000 = 501 THEN '{rare[1]}'::uuid WHEN n % 9 > 0 THEN (ARRAY[{all}])[1 + (n / 3) % {Teams}] ELSE NULL END,
                5, 4, at, at, 1, CASE WHEN n % 10 = 6 THEN clock_timestamp() + interval '1 day' END, CASE WHEN n % 4 = 0 THEN ARRAY['delivery'] ELSE '{Empty}' END,
                4, 0, 0, 'text', '注文した荷物がまだ届きません。確認をお願いします。', at FROM seed;
            DROP TABLE seed;
            """);
        await stage.ExecuteAsync("ANALYZE customers.customer, customers.identity, conversations.conversation, conversations.conversation_head");
    }

    private const string Empty = "{}";

    private async Task<(double P50, double P99, int Rows, int Bytes)> PageAsync(string cookie)
    {
        using var client = stage.Client(cookie);
        var samples = new Samples();
        byte[] page = [];
        var path = new Uri($"/api/conversations?view=open&limit={PageSize}", UriKind.Relative);
        for (var i = 0; i < options.Scale(400) + 50; i++)
        {
            var start = Clock.Now;
            page = await client.GetByteArrayAsync(path);
            if (i >= 50)
            {
                samples.Add(Clock.Now - start);
            }
        }

        using var json = JsonDocument.Parse(page);
        var rows = json.RootElement.GetProperty("items").GetArrayLength();
        return rows > 0 ? (samples.Milliseconds(0.5), samples.Milliseconds(0.99), rows, page.Length) : throw new InvalidOperationException("The page was empty.");
    }
}
