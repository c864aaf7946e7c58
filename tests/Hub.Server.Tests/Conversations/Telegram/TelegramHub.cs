using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Telegram;

/// <summary>The hub with a bot that it asks for, and the simulator as Telegram.</summary>
public sealed class TelegramHub : ChatHub
{
    public const string Key = "telegram-demo";
    public const string Token = "1000000003:telegram-demo-token";

    public Guid AccountId { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        AccountId = await CreateAsync(Key, Token);
    }

    public async Task<Guid> CreateAsync(string key, string token, Dictionary<string, string>? settings = null) =>
        (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key,
            channel = "telegram",
            name = key,
            settings = new Dictionary<string, string>(settings ?? []) { ["apiBase"] = Line.BaseAddress!.ToString() },
            secrets = new Dictionary<string, string> { ["botToken"] = token },
        })).Is(HttpStatusCode.Created).Id;

    /// <summary>A second bot, at the simulator only.</summary>
    public async Task<string> AnotherBotAsync(string key)
    {
        var made = await Line.PostAsJsonAsync("/sim/telegram", new { key });
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    public async Task<long> ChatAsync(string name, string key = Key, params long[] members)
    {
        var made = await Line.PostAsJsonAsync($"/sim/telegram/{key}/chats", members.Length > 0 ? new { name, members } : (object)new { name, language = "ja" });
        made.EnsureSuccessStatusCode();
        return (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64();
    }

    public async Task<long> WriteAsync(long chat, object message, string key = Key)
    {
        var written = await Line.PostAsJsonAsync($"/sim/telegram/{key}/chats/{chat}/messages", message);
        written.EnsureSuccessStatusCode();
        return (await written.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("messageId").GetInt64();
    }

    /// <summary>A person who has written once.</summary>
    public async Task<(long Chat, long Message, Guid Conversation)> WrittenAsync(string text, string key = Key)
    {
        var chat = await ChatAsync("Somebody", key);
        var message = await WriteAsync(chat, new { text }, key);
        return (chat, message, await ConversationOfAsync(Text(chat)));
    }

    public Task<HttpResponseMessage> ActAsync(HttpMethod method, string path, object body, string key = Key) =>
        Line.SendAsync(new HttpRequestMessage(method, $"/sim/telegram/{key}/{path}") { Content = JsonContent.Create(body) });

    /// <summary>What the bot has sent to a chat, in order.</summary>
    public async Task<List<JsonElement>> OnPhoneAsync(long chat, string key = Key) =>
        [.. (await Line.GetFromJsonAsync<JsonElement>($"/sim/telegram/{key}/chats/{chat}/thread")).GetProperty("items").EnumerateArray()
            .Where(line => line.GetProperty("fromBot").GetBoolean()).Select(line => line.GetProperty("message"))];

    public async Task<JsonElement> LedgerAsync(string key = Key) => await Line.GetFromJsonAsync<JsonElement>($"/sim/telegram/{key}/ledger");

    public async Task FaultsAsync(object faults) => (await ActAsync(HttpMethod.Put, "faults", faults)).EnsureSuccessStatusCode();

    internal async Task<JsonElement> HealthAsync(Guid account) =>
        (await Admin.SendAsync("GET", "/api/channel-accounts/health")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("accountId").GetGuid() == account);

    internal async Task<JsonElement> DetailAsync(Guid conversation) => (await Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    public static string Text(long chat) => chat.ToString(CultureInfo.InvariantCulture);
}
