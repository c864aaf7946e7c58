using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Demo;

/// <summary>A demo as <c>./run</c> starts it.</summary>
public sealed class DemoHub : HubFixture
{
    public const string Password = "the demo's password";

    public DemoHub()
    {
        Settings["Hub:Demo"] = "true";
        Settings["Hub:ShowStart"] = "true";
        Settings["Hub:AdminPassword"] = Password;
        Settings["Hub:MasterKey"] = Convert.ToBase64String(new byte[32]);
    }
}

public sealed class DemoTests(DemoHub hub) : IClassFixture<DemoHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("the same number of messages, from 1 without a gap", """
        SELECT count(*) FROM conversations.conversation_head h LEFT JOIN (SELECT conversation_id, count(*) n, min(number) least, max(number) most FROM conversations.message GROUP BY 1) m
        USING (conversation_id) WHERE (m.n, m.least, m.most) IS DISTINCT FROM (h.last_number::bigint, 1, h.last_number)
        """)]
    [InlineData("times in the order of numbers, none ahead of now", """
        SELECT count(*) FROM (SELECT at, lag(at) OVER (PARTITION BY conversation_id ORDER BY number) before FROM conversations.message) m WHERE at < before OR at > clock_timestamp()
        """)]
    [InlineData("the newest message that is no activity as preview", """
        SELECT count(*) FROM conversations.conversation_head h JOIN LATERAL (SELECT * FROM conversations.message m WHERE m.conversation_id = h.conversation_id AND m.kind <> 3
        ORDER BY number DESC LIMIT 1) m ON true WHERE m.content->>'type' <> 'log' AND (h.preview_number, h.preview_kind, h.preview_sender, h.preview_type, h.preview_at, h.last_activity_at)
        IS DISTINCT FROM (m.number, m.kind, m.sender_type, m.content->>'type', m.at, m.at) OR NOT COALESCE(starts_with(m.content->>'body', rtrim(h.preview, '…')), true)
        """)]
    [InlineData("what the customer wrote since the last answer as waiting and unread", """
        SELECT count(*) FROM conversations.conversation_head h JOIN LATERAL (SELECT min(at) since, count(*) n FROM conversations.message m WHERE m.conversation_id = h.conversation_id
        AND m.kind = 0 AND m.number > COALESCE((SELECT max(number) FROM conversations.message o WHERE o.conversation_id = h.conversation_id AND o.kind = 1), 0)) w ON true
        WHERE h.identity_id IS NOT NULL AND (h.status NOT IN (2, 5) AND (h.waiting_since, h.unread) IS DISTINCT FROM (w.since, w.n::int)
        OR h.status IN (2, 5) AND (h.waiting_since IS NOT NULL OR h.unread > 0))
        """)]
    [InlineData("failed and uncertain messages as attention", """
        SELECT count(*) FROM conversations.conversation_head h WHERE h.attention <> (SELECT count(*) FROM conversations.message m WHERE m.conversation_id = h.conversation_id AND m.state IN (5, 6))
        """)]
    [InlineData("every answer in a final state, and nothing to send", """
        SELECT (SELECT count(*) FROM conversations.message WHERE (kind = 1) <> (state IS NOT NULL) OR state < 2) + (SELECT count(*) FROM conversations.send)
        """)]
    [InlineData("a key for every inbound message", """
        SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id LEFT JOIN conversations.message_key k
        ON k.conversation_id = m.conversation_id AND k.number = m.number AND k.account_id = c.account_id WHERE m.kind = 0 AND k.provider_id IS NULL
        """)]
    [InlineData("its customer, identity, account and brand", """
        SELECT count(*) FROM conversations.conversation c LEFT JOIN customers.identity i ON i.id = c.identity_id LEFT JOIN integrations.channel_account a ON a.id = c.account_id
        LEFT JOIN conversations.conversation_head h ON h.conversation_id = c.id
        WHERE c.identity_id IS NOT NULL AND (i.customer_id, i.account_id, a.channel, a.brand_id, h.identity_id) IS DISTINCT FROM (c.customer_id, c.account_id, c.channel, c.brand_id, c.identity_id)
        OR c.identity_id IS NULL AND c.channel NOT IN ('phone', 'fax', 'letter', 'visit')
        """)]
    [InlineData("a beginning in the last ninety days, but for the café's that never ends", """
        SELECT greatest(count(*) - 1, 0) FROM conversations.conversation WHERE created_at < clock_timestamp() - interval '90 days 1 hour'
        """)]
    [InlineData("one open conversation of an address at most, and at least a week since its customer's one before", """
        SELECT count(*) FROM conversations.conversation c JOIN conversations.conversation p ON p.id = c.previous_id JOIN conversations.conversation_head h ON h.conversation_id = p.id
        WHERE p.identity_id <> c.identity_id OR h.status <> 2 OR c.created_at < h.last_activity_at + interval '7 days'
        """)]
    [InlineData("a reason and a result once it is resolved, and a state that is inside its status", """
        SELECT count(*) FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id LEFT JOIN conversations.term t ON t.id = h.state_id
        WHERE h.status = 2 AND (c.reason_id IS NULL OR c.result_id IS NULL) OR t.status <> h.status
        """)]
    [InlineData("its call, and a call back that is done or not due for a while", """
        SELECT (SELECT count(*) FROM conversations.follow_up WHERE done_at IS NULL AND due_at < clock_timestamp() + interval '2 hours' OR done_at < created_at)
        + (SELECT count(*) FROM conversations.call k LEFT JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.message_number
            WHERE m.content->>'type' IS DISTINCT FROM 'log' OR m.content->>'call' IS NULL)
        """)]
    [InlineData("a time to come back in the future if it has one, and always if snoozed or spam", """
        SELECT count(*) FROM conversations.conversation_head WHERE status IN (1, 5) AND due_at IS NULL OR status IN (0, 2) AND due_at IS NOT NULL OR due_at < clock_timestamp()
        """)]
    [InlineData("texts without an open placeholder", """
        SELECT count(*) FROM conversations.message WHERE kind <> 3 AND content::text ~ '\{\w+\}|\[[^\]]*\||[？！]。'
        """)]
    [InlineData("numbers of telephones as they are looked for, and none that could be somebody's", """
        SELECT count(*) FROM customers.address WHERE kind = 'phone' AND value !~ '^(\+81([79]00\d{7}|(75|52|45|11)0\d{6})|\+447700900\d{3}|\+150355501\d\d|\+61491570\d{3})$'
        """)]
    [InlineData("numbers that grow with their begin", """
        SELECT count(*) FROM (SELECT created_at, lag(created_at) OVER (ORDER BY number) before FROM conversations.conversation WHERE channel <> 'email') c WHERE created_at < before
        """)]
    public async Task Every_seeded_conversation_has(string what, string exceptions)
    {
        Assert.True(await CountAsync(hub, exceptions) == 0, $"Not every conversation has {what}.");
    }

    [Fact]
    public async Task There_is_something_in_every_view()
    {
        using var admin = await SignedInAsync("admin@demo.test");
        foreach (var view in new[] { "unassigned", "open", "snoozed", "resolved" })
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/conversations?view={view}", Token);
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 4, 50);
        }

        using var agent = await SignedInAsync("agent@demo.test");
        var mine = await agent.GetFromJsonAsync<JsonElement>("/api/conversations?view=mine", Token);
        Assert.InRange(mine.GetProperty("items").GetArrayLength(), 3, 20);
        Assert.Equal(401, await CountAsync(hub, "SELECT max(last_number) FROM conversations.conversation_head"));
        Assert.Equal(40, await CountAsync(hub, "SELECT max(cardinality(tags)) FROM customers.customer"));
        Assert.Equal(3, await CountAsync(hub, "SELECT sum(attention) FROM conversations.conversation_head"));
    }

    [Theory]
    [InlineData(400, "SELECT count(DISTINCT customer_id) FROM conversations.conversation WHERE channel <> 'email'")]
    [InlineData(1500, "SELECT count(*) FROM conversations.conversation WHERE channel <> 'email'")]
    [InlineData(3, "SELECT count(*) FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.channel = 'email' AND h.owner_id IS NOT NULL")]
    [InlineData(3, "SELECT count(*) FROM identity.team")]
    [InlineData(7, "SELECT count(*) FROM identity.agent")]
    [InlineData(10, "SELECT count(*) FROM conversations.conversation_head WHERE status = 5")]
    [InlineData(5, "SELECT count(*) FROM conversations.block")]
    [InlineData(6, "SELECT count(*) FROM customers.customer WHERE caution IS NOT NULL")]
    [InlineData(3, "SELECT count(*) FROM conversations.follow_up f JOIN conversations.call c ON c.id = f.id WHERE f.done_at IS NULL AND c.missed")]
    public async Task The_shop_has(int count, string what) => Assert.Equal(count, await CountAsync(hub, what));

    [Theory]
    [InlineData(120, "SELECT count(*) FROM conversations.conversation WHERE channel IN ('phone', 'fax', 'letter', 'visit')")]
    [InlineData(4, "SELECT count(DISTINCT channel) FROM conversations.conversation WHERE identity_id IS NULL")]
    [InlineData(40, "SELECT count(*) FROM conversations.follow_up")]
    [InlineData(8, "SELECT count(*) FROM conversations.follow_up WHERE done_at IS NULL")]
    [InlineData(280, "SELECT count(*) FROM customers.customer WHERE kana IS NOT NULL")]
    [InlineData(30, "SELECT count(*) FROM customers.customer WHERE company IS NOT NULL")]
    [InlineData(180, "SELECT count(*) FROM customers.customer WHERE notes IS NOT NULL")]
    [InlineData(220, "SELECT count(*) FROM customers.address WHERE kind = 'phone'")]
    [InlineData(50, "SELECT count(*) FROM conversations.conversation WHERE fields ? 'gift'")]
    [InlineData(200, "SELECT count(*) FROM conversations.conversation WHERE fields ? 'order_number'")]
    [InlineData(20, "SELECT count(DISTINCT reason_id) FROM conversations.conversation")]
    [InlineData(5, "SELECT count(DISTINCT state_id) FROM conversations.conversation_head")]
    [InlineData(200, "SELECT count(*) FROM conversations.conversation c JOIN customers.customer p ON p.id = c.customer_id WHERE p.language = 'en'")]
    public async Task The_shop_has_at_least(int count, string what) => Assert.InRange(await CountAsync(hub, what), count, 100_000);

    [Fact]
    public async Task Hardly_anybody_says_what_somebody_else_has_said()
    {
        const string first = """
            SELECT m.content->>'body' AS text FROM conversations.conversation c JOIN LATERAL (SELECT content FROM conversations.message m
            WHERE m.conversation_id = c.id AND m.kind = 0 ORDER BY number LIMIT 1) m ON true
            """;
        // In one look: what an earlier test has sent may still be arriving.
        Assert.InRange(await CountAsync(hub, $"SELECT count(DISTINCT text) * 100 / count(*) FROM ({first}) f"), 98, 100);

        // On any page of fifty rows, in the order of the desk, nearly every last line is another one.
        const string pages = """
            SELECT (row_number() OVER (PARTITION BY status ORDER BY last_activity_at DESC) - 1) / 50 AS page, status, preview FROM conversations.conversation_head
            WHERE preview IS NOT NULL AND preview_type <> 'sticker'
            """;
        Assert.Equal(0, await CountAsync(hub, $"SELECT count(*) FROM (SELECT 1 FROM ({pages}) p GROUP BY status, page HAVING count(*) - count(DISTINCT preview) > 3) repeated"));
    }

    [Fact]
    public async Task A_conversation_with_a_sticker_a_note_and_activities_reads_back()
    {
        using var admin = await SignedInAsync("admin@demo.test");
        var kinds = new HashSet<string>();
        await using var find = hub.Database.CreateCommand("SELECT DISTINCT ON (kind, content->>'type', content->>'activity') conversation_id, number FROM conversations.message WHERE number <= 50");
        await using var reader = await find.ExecuteReaderAsync(Token);
        while (await reader.ReadAsync(Token))
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/api/conversations/{reader.GetGuid(0)}/messages?after={reader.GetInt32(1) - 1}", Token);
            foreach (var message in page.GetProperty("items").EnumerateArray())
            {
                var content = message.GetProperty("content");
                kinds.Add(content.TryGetProperty("activity", out var activity) ? activity.GetString()! : message.GetProperty("kind").GetString() + " " + content.GetProperty("type").GetString());
            }
        }

        Assert.Superset(new HashSet<string> { "inbound text", "inbound sticker", "inbound location", "outbound text", "note text", "note log", "assigned", "tagged", "resolved", "reopened", "snoozed", "woke", "waitingForCustomer", "waitingForOthers", "spam" },
            kinds);
    }

    [Theory]
    [InlineData("admin@demo.test", "admin")]
    [InlineData("supervisor@demo.test", "supervisor")]
    [InlineData("agent@demo.test", "agent")]
    [InlineData("shota@demo.test", "agent")]
    [InlineData("yuka@demo.test", "agent")]
    [InlineData("olivia@demo.test", "agent")]
    public async Task Everybody_in_the_demo_signs_in_with_the_one_password(string email, string role)
    {
        using var person = await SignedInAsync(email);
        var me = await person.GetFromJsonAsync<JsonElement>("/api/session", Token);
        Assert.Equal(role, me.GetProperty("role").GetString());
        Assert.NotEqual("Admin", me.GetProperty("name").GetString());
        Assert.True(me.GetProperty("demo").GetBoolean());
    }

    [Fact]
    public async Task The_colleagues_that_are_played_have_personal_tokens_in_a_file_of_this_user()
    {
        var file = Path.Combine(hub.DataDirectory, "colleagues.json");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        var tokens = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(file, Token))!;
        Assert.Equal(["memberpage", "olivia", "shota"], tokens.Keys.Order());
        using var client = hub.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens["shota"]);
        var listed = await client.GetFromJsonAsync<JsonElement>("/api/tokens", Token);
        Assert.Equal("Simulator", listed.GetProperty("items")[0].GetProperty("name").GetString());
        using var forbidden = await client.GetAsync(new Uri("/api/audit", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
    }

    [Fact]
    public async Task The_simulators_person_is_a_known_customer()
    {
        var account = (await hub.Services.GetRequiredService<ChannelAccounts>().ByKeyAsync("line", "line-demo", Token))!;

        // The simulator's Emma Wilson on line-demo: her id never changes.
        var identity = IdentityIds.Of(account.Account.Id, "Ucd8fd9dff821803cd50f21bb4584ae62");
        await using var command = hub.Database.CreateCommand("SELECT c.name FROM customers.identity i JOIN customers.customer c ON c.id = i.customer_id WHERE i.id = $1");
        command.Parameters.Add(new() { Value = identity });
        Assert.Equal("Emma Wilson", await command.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task Nodes_that_start_at_once_and_later_fill_the_demo_once_and_follow_the_addresses()
    {
        var settings = new Dictionary<string, string?>(hub.Settings)
        {
            ["Hub:DataDirectory"] = TestFolders.New("demo"),
            ["Hub:SimulatorUrl"] = "http://127.0.0.1:8097",
            ["ConnectionStrings:Hub"] = await TestDatabases.CreateAsync(Token),
        };
        var other = new Dictionary<string, string?>(settings) { ["Hub:DataDirectory"] = TestFolders.New("demo") };
        var nodes = await Task.WhenAll(HubFixture.StartAsync(settings), HubFixture.StartAsync(other));
        var first = await ContentAsync(nodes[0]);
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        settings["Hub:SimulatorUrl"] = "http://127.0.0.1:8098";
        await using var later = await HubFixture.StartAsync(settings);
        Assert.Equal(first, await ContentAsync(later));
        Assert.Equal(1500, await CountAsync(later, "SELECT count(*) FROM conversations.conversation WHERE channel <> 'email'"));

        var accounts = later.Services.GetRequiredService<ChannelAccounts>();
        var line = (await accounts.ByKeyAsync("line", "line-demo", Token))!.Account;
        Assert.Equal(("http://127.0.0.1:8098", "http://127.0.0.1:8098", "1000000001", "line-demo-secret"), (line.Setting("apiBase"), line.Setting("dataBase"), line.Setting("channelId"), line.Secret("channelSecret")));
        var second = (await accounts.ByKeyAsync("line", "line-demo-2", Token))!.Account;
        Assert.Equal(("1000000002", "line-demo-2-secret"), (second.Setting("channelId"), second.Secret("channelSecret")));
        var web = (await accounts.ByKeyAsync("webchat", "web-demo", Token))!.Account;
        Assert.Equal("web-demo-identity-secret", web.Secret("identitySecret"));
        Assert.Equal(
            ["http://127.0.0.1:8098", "http://localhost:8098", $"http://127.0.0.1:{later.Address.Port}", $"http://localhost:{later.Address.Port}"], web.Setting("allowedOrigins")!.Split(','));
    }

    private async Task<HttpClient> SignedInAsync(string email)
    {
        var client = hub.CreateClient(cookies: true);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.PostAsJsonAsync("/api/session", new { email, password = DemoHub.Password }, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    private static async Task<long> CountAsync(HubFixture hub, string sql)
    {
        await using var command = hub.Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Everything seeded but the addresses, as one fingerprint.</summary>
    /// <summary>Without letters: some of them arrive while the shop is open.</summary>
    private static async Task<string> ContentAsync(HubFixture hub)
    {
        await using var command = hub.Database.CreateCommand("""
            SELECT concat_ws('/', (SELECT md5(string_agg(m::text, '' ORDER BY conversation_id, number)) FROM conversations.message m WHERE conversation_id NOT IN (SELECT id FROM conversations.conversation WHERE channel = 'email')),
                (SELECT md5(string_agg(h::text, '' ORDER BY conversation_id)) FROM conversations.conversation_head h WHERE NOT threaded),
                (SELECT md5(string_agg(c::text, '' ORDER BY id)) FROM customers.customer c WHERE id NOT IN (SELECT customer_id FROM conversations.conversation WHERE channel = 'email')),
                (SELECT md5(string_agg(i::text, '' ORDER BY i.id)) FROM customers.identity i JOIN integrations.channel_account k ON k.id = i.account_id WHERE k.channel <> 'email'), (SELECT md5(string_agg(a::text, '' ORDER BY id)) FROM identity.agent a),
                (SELECT count(*) FROM integrations.brand WHERE key = 'tsumugi'), (SELECT count(*) FROM integrations.channel_account), (SELECT count(*) FROM identity.team))
            """);
        return (string)(await command.ExecuteScalarAsync(Token))!;
    }
}
