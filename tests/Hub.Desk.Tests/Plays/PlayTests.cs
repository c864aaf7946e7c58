using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Hub.Desk.Tests.Plays;

/// <summary>A demo hub under its supervisor and a simulator, as <c>./run</c> starts them.</summary>
public sealed class PlayHouse : IAsyncLifetime
{
    private const string Password = "the demo's password";
    private WebApplication simulator = null!;

    public SupervisedHub Hub { get; private set; } = null!;

    public HttpClient Simulator { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // The hub is told where the simulator is, and the simulator where the hub and its pipe are.
        var place = new Uri($"http://127.0.0.1:{TestPorts.Take()}");
        Hub = await SupervisedHub.StartAsync(place, Password);
        simulator = SimulatorApp.Build(
        [
            "--urls", place.ToString(), "--hub", Hub.Address.ToString(), "--colleagues", Path.Combine(Hub.DataDirectory, "colleagues.json"), "--supervisor", Hub.Pipe,
            "--Logging:LogLevel:Default", "Warning",
        ]);
        await simulator.StartAsync();
        Simulator = new HttpClient { BaseAddress = place, Timeout = Eventually.Deadline };
    }

    public async Task<HttpClient> SignedInAsync(string email)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = true }) { BaseAddress = Hub.Address, Timeout = Eventually.Deadline };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.PostAsJsonAsync("/api/session", new { email, password = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await simulator.StopAsync();
        await simulator.DisposeAsync();
        Simulator.Dispose();
        await Hub.DisposeAsync();
    }
}

/// <summary>Each play of the phone page, over the real wires, with a hub that is really killed.</summary>
public sealed class PlayTests(PlayHouse house) : IClassFixture<PlayHouse>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_parcel_with_a_photo_is_answered_for_free_and_the_play_sees_it()
    {
        await StartAsync("parcel");
        await ReachesAsync("parcel", "done");
        using var me = await house.SignedInAsync("agent@demo.test");
        var conversation = await FindAsync(me, "open", "佐藤 美咲");
        // Acknowledged is not yet shown.
        await Eventually.HoldsAsync(async () => (await MessagesAsync(me, conversation)).Exists(message => Is(message, "image", "attachments")), cancellationToken: Token);
        using var answer = await me.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id = Guid.NewGuid(), text = "佐藤様、すぐに確認いたします。" }, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var run = await UntilAsync("parcel", run => Text(run, "step") == "answered");
        Assert.Equal("reply", Text(run["facts"]!, "mode"));
    }

    [Fact]
    public async Task Twenty_messages_are_shown_once_each_and_drafts_stay_though_the_hub_is_killed()
    {
        await StartAsync("restart");
        await ReachesAsync("restart", "waiting");
        using var me = await house.SignedInAsync("supervisor@demo.test");
        var conversation = await FindAsync(me, "open", "工藤 学");
        using (var mine = await me.PutAsJsonAsync($"/api/conversations/{conversation}/draft", new { kind = "reply", text = "my own draft" }, Token))
        {
            Assert.Equal(HttpStatusCode.NoContent, mine.StatusCode);
        }

        await GoOnAsync("restart");
        var facts = (await ReachesAsync("restart", "done"))["facts"]!;
        Assert.Equal((20, 20, 0), (facts["sent"]!.GetValue<int>(), facts["shown"]!.GetValue<int>(), facts["doubled"]!.GetValue<int>()));
        Assert.True(facts["draft"]!.GetValue<bool>());
        Assert.InRange(facts["awayMs"]!.GetValue<int>(), 1, 120_000);
        var detail = await me.GetFromJsonAsync<JsonObject>($"/api/conversations/{conversation}", Token);
        Assert.Equal("my own draft", Text(Assert.Single(detail!["drafts"]!.AsArray())!, "text"));
    }

    [Fact]
    public async Task A_visitor_who_reloads_finds_her_words_and_goes_on_in_the_same_conversation()
    {
        await StartAsync("visitor");
        var facts = (await ReachesAsync("visitor", "done"))["facts"]!;
        Assert.True(facts["same"]!.GetValue<bool>());
        Assert.InRange(facts["after"]!.GetValue<int>(), 2, 50);
        using var me = await house.SignedInAsync("agent@demo.test");
        var conversation = await FindAsync(me, "open", "Amelia Hart");
        Assert.Equal(3, (await MessagesAsync(me, conversation)).Count(message => Text(message, "kind") == "inbound"));
        using var answer = await me.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id = Guid.NewGuid(), text = "We still see it all, Amelia." }, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var run = await UntilAsync("visitor", run => Text(run, "step") == "answered");
        Assert.Equal("We still see it all, Amelia.", Text(run["lines"]!.AsArray()[^1]!, "text"));
    }

    [Fact]
    public async Task A_colleague_answers_only_after_somebody_has_pressed_go_on()
    {
        await StartAsync("colleague");
        await ReachesAsync("colleague", "waiting");
        using var me = await house.SignedInAsync("agent@demo.test");
        var conversation = await FindAsync(me, "open", "田村 結衣");
        var seen = (await MessagesAsync(me, conversation))[^1]["number"]!.GetValue<int>();
        Assert.DoesNotContain(await MessagesAsync(me, conversation), message => Text(message, "kind") == "outbound" && message["number"]!.GetValue<int>() == seen);
        await GoOnAsync("colleague");
        await ReachesAsync("colleague", "done");

        // What the desk would send without having looked again is asked about.
        using var asked = await me.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id = Guid.NewGuid(), text = "mine", seenNumber = seen }, Token);
        Assert.Equal(HttpStatusCode.Conflict, asked.StatusCode);
        Assert.Contains(await MessagesAsync(me, conversation), message => Text(message, "kind") == "outbound" && Text(message["sender"]!, "name") == "田中 翔太");
    }

    [Fact]
    public async Task An_answer_to_somebody_who_blocks_fails_and_needs_attention_and_nothing_more_can_be_sent()
    {
        // Twice: the second time they unblock first.
        foreach (var _ in new[] { 1, 2 })
        {
            await StartAsync("blocked");
            Assert.Equal("recipient_refused", Text((await ReachesAsync("blocked", "done"))["facts"]!, "code"));
        }

        using var me = await house.SignedInAsync("admin@demo.test");
        var conversation = await FindAsync(me, "attention", "岩崎 亮");
        var detail = await Eventually.GetAsync(async () => await me.GetFromJsonAsync<JsonObject>($"/api/conversations/{conversation}", Token) is var now && now!["canReply"]!.GetValue<bool>() ? null : now, cancellationToken: Token);
        Assert.Contains("unfollowed", detail.ToJsonString(), StringComparison.Ordinal);
        using var refused = await me.PostAsJsonAsync($"/api/conversations/{conversation}/messages", new { id = Guid.NewGuid(), text = "one more" }, Token);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task Whoever_writes_learns_how_many_of_the_months_messages_are_used_and_where_nothing_is_counted()
    {
        using var me = await house.SignedInAsync("agent@demo.test");
        var accounts = (await me.GetFromJsonAsync<JsonObject>("/api/channel-accounts", Token))!["items"]!.AsArray();
        string IdOf(string key) => Text(accounts.Single(account => Text(account!, "key") == key)!, "id")!;
        var line = await me.GetFromJsonAsync<JsonObject>($"/api/channel-accounts/{IdOf("line-demo-2")}/allowance", Token);
        Assert.Equal("""{"metered":true,"limit":200,"used":0}""", line!.ToJsonString());
        var web = await me.GetFromJsonAsync<JsonObject>($"/api/channel-accounts/{IdOf("web-demo")}/allowance", Token);
        Assert.False(web!["metered"]!.GetValue<bool>());
        using var unknown = await me.GetAsync(new Uri($"/api/channel-accounts/{Guid.NewGuid()}/allowance", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task StartAsync(string play)
    {
        using var answer = await house.Simulator.PostAsync(new Uri($"/sim/plays/{play}", UriKind.Relative), null, Token);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Token));
    }

    private async Task GoOnAsync(string play)
    {
        using var answer = await house.Simulator.PostAsync(new Uri($"/sim/plays/{play}/next", UriKind.Relative), null, Token);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private Task<JsonObject> ReachesAsync(string play, string state) => UntilAsync(play, run =>
    {
        Assert.False(Text(run, "state") == "failed", $"{play} failed: {run.ToJsonString()}");
        return Text(run, "state") == state;
    });

    private Task<JsonObject> UntilAsync(string play, Func<JsonObject, bool> holds) => Eventually.GetAsync(
        async () =>
        {
            var plays = await house.Simulator.GetFromJsonAsync<JsonObject>("/sim/plays", Token);
            var run = plays!["items"]!.AsArray().Single(item => Text(item!, "key") == play)!["run"] as JsonObject;
            return run is not null && holds(run) ? run : null;
        },
        TimeSpan.FromSeconds(150), play, Token);

    /// <summary>Names are asked for after the first words have come.</summary>
    private static Task<string> FindAsync(HttpClient me, string view, string customer) => Eventually.GetAsync(
        async () =>
        {
            var page = await me.GetFromJsonAsync<JsonObject>($"/api/conversations?view={view}&limit=100", Token);
            return page!["items"]!.AsArray().FirstOrDefault(row => Text(row!["customer"]!, "name") == customer) is { } row ? Text(row, "id") : null;
        },
        what: $"{customer} is in {view}", cancellationToken: Token);

    private static async Task<List<JsonObject>> MessagesAsync(HttpClient me, string conversation)
    {
        var page = await me.GetFromJsonAsync<JsonObject>($"/api/conversations/{conversation}/messages?limit=100", Token);
        return [.. page!["items"]!.AsArray().Select(message => message!.AsObject())];
    }

    private static bool Is(JsonObject message, string attachment, string name) => message[name]!.AsArray().Any(file => Text(file!, "kind") == attachment);

    private static string? Text(JsonNode node, string name) => node[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
