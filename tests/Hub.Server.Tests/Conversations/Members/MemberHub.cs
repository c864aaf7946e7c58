using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Members;

/// <summary>The hub with a member page set for its LINE account, and the firm's server with a token that may link members and nothing else.</summary>
public sealed class MemberHub : ChatHub
{
    public const string Page = "https://shop.example/members";

    /// <summary>Its signatures are good, and it is another account.</summary>
    public Guid OtherAccountId { get; private set; }

    internal DeskClient Firm { get; private set; } = null!;

    public Guid FirmId { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var simulator = Line.BaseAddress!.ToString();
        var settings = new Dictionary<string, string> { ["apiBase"] = simulator, ["dataBase"] = simulator, ["accessBase"] = simulator, ["channelId"] = "1000000001", ["memberPage"] = Page };
        (await Admin.SendAsync("PUT", $"/api/channel-accounts/{LineAccountId}", new { name = "LINE demo", settings, active = true })).Is(HttpStatusCode.OK);
        OtherAccountId = (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "line-other",
            channel = "line",
            name = "Another",
            settings = new Dictionary<string, string>(settings) { ["channelId"] = "1000000002" },
            secrets = new { channelSecret = "line-other-secret" },
        })).Is(HttpStatusCode.Created).Id;
        var role = (await Admin.SendAsync("POST", "/api/roles", new { name = "Member page", permissions = new[] { "members.link" } })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        (FirmId, var person) = await PersonAsync(role);
        using var session = person;
        var token = (await session.SendAsync("POST", "/api/tokens", new { name = "Member page" })).Is(HttpStatusCode.Created).Json.GetProperty("token").GetString();
        Firm = new DeskClient(Address, IPAddress.Loopback) { Bearer = token };
    }

    /// <summary>An agent sends the link; the token that stands on the phone.</summary>
    internal async Task<(int Number, string LinkToken)> InviteAsync(Guid conversation, string user)
    {
        var known = (await PhoneThreadAsync(user)).Count;
        var number = (await Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), composed = new { memberLink = new { text = "Members, please sign in here", label = "Link" } } }))
            .Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        await this.BecomesAsync(conversation, number, "accepted");
        var sent = (await PhoneThreadAsync(user)).Skip(known).Last(item => item.GetProperty("type").GetString() == "template");
        var uri = new Uri(sent.GetProperty("content").GetProperty("template").GetProperty("actions")[0].GetProperty("uri").GetString()!);
        Assert.StartsWith(Page + "?linkToken=", uri.ToString(), StringComparison.Ordinal);
        return (number, uri.Query["?linkToken=".Length..]);
    }

    internal async Task<JsonElement> PrepareAsync(string member, string? linkToken = null, string account = "line-demo", object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (body["account"], body["member"], body["linkToken"]) = (account, member, linkToken);
        return (await Firm.SendAsync("POST", "/api/member-links", body)).Is(HttpStatusCode.Created).Json;
    }

    internal async Task<string> NonceAsync(string member, string? linkToken = null, string account = "line-demo") => (await PrepareAsync(member, linkToken, account)).GetProperty("nonce").GetString()!;

    /// <summary>Opens LINE's dialog on the phone and agrees.</summary>
    public async Task<HttpResponseMessage> DialogAsync(string linkToken, string nonce, string? user = null) => await Line.PostAsJsonAsync("/sim/links?wait=settled", new { linkToken, nonce, userId = user });

    public async Task EventAsync(string eventId, string? user, string result, string nonce, DateTimeOffset? at = null, string account = "line-demo")
    {
        var body = LineWebhook.Event("accountLink", user ?? "", eventId, at ?? TimeProvider.System.GetUtcNow(), "link", new { result, nonce });
        if (user is null)
        {
            body.Remove("source");
        }

        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(Address, account, account + "-secret", LineWebhook.Body(body)));
    }

    public Task<long> LinksAsync(string user) => ScalarAsync<long>("SELECT count(*) FROM customers.member_link l JOIN customers.identity i ON i.id = l.identity_id WHERE i.external_id = $1 AND l.ended_at IS NULL", user);

    /// <summary>The identity as the record shows it, once it is a member's.</summary>
    internal async Task<JsonElement> MemberAsync(Guid conversation, string number)
    {
        var customer = (await Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json.GetProperty("customer").GetProperty("id").GetGuid();
        JsonElement found = default;
        await Eventually.HoldsAsync(async () =>
        {
            var record = (await Admin.SendAsync("GET", $"/api/customers/{customer}")).Is(HttpStatusCode.OK).Json;
            found = record.GetProperty("identities").EnumerateArray().FirstOrDefault(each => each.GetProperty("member") is { ValueKind: JsonValueKind.Object } member && member.GetProperty("number").GetString() == number);
            return found.ValueKind == JsonValueKind.Object;
        }, what: $"verified as {number}");
        return found;
    }

    /// <summary>What the thread says became of links, in order.</summary>
    internal async Task<List<string>> SaidAsync(Guid conversation) =>
        [.. (await MessagesAsync(Admin, conversation)).Where(message => message.GetProperty("content").TryGetProperty("activity", out var activity) && activity.GetString() is "memberLinked" or "memberNotLinked")
            .Select(message => message.GetProperty("content").GetProperty("data")).Select(data => data.TryGetProperty("reason", out var reason) ? reason.GetString()! : data.GetProperty("member").GetString()!)];

    public override async ValueTask DisposeAsync()
    {
        Firm.Dispose();
        await base.DisposeAsync();
    }
}
