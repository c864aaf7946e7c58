using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Tests.Conversations.Mail;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>A shop with a site and a mailbox, whose chat and hours a test can set.</summary>
public sealed class ChatSiteHub : MailHub
{
    public static JsonObject Text(string? ja, string? en) => new() { ["ja"] = ja, ["en"] = en };

    /// <summary>A brand of its own with one site, always open; and with a mailbox or without.</summary>
    internal async Task<Shop> ShopAsync(string name, bool mail = true)
    {
        var brand = (await Admin.SendAsync("POST", "/api/brands", new { key = name, name })).Is(HttpStatusCode.Created).Id;
        var site = (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = name,
            channel = "webchat",
            name = $"{name} shop",
            brandId = brand,
            settings = new Dictionary<string, string> { ["allowedOrigins"] = "https://shop.test" },
            secrets = new Dictionary<string, string> { ["identitySecret"] = VisitorTokens.Secret },
        })).Is(HttpStatusCode.Created).Id;
        if (mail)
        {
            (await Admin.SendAsync("POST", "/api/channel-accounts", new
            {
                key = $"{name}-mail",
                channel = "email",
                name = $"{name} mail",
                brandId = brand,
                settings = new Dictionary<string, string> { ["address"] = $"support@{name}.example" },
                secrets = new Dictionary<string, string> { ["webhookSecret"] = Secret },
            })).Is(HttpStatusCode.Created);
        }

        await HoursAsync(brand, closed: false);
        return new Shop(brand, site, name);
    }

    /// <summary>Open day and night, or closed from yesterday to tomorrow.</summary>
    public async Task HoursAsync(Guid brand, bool closed)
    {
        var version = (await Admin.SendAsync("GET", $"/api/brands/{brand}/calendar")).Json.GetProperty("version").GetInt32();
        var week = Enum.GetNames<DayOfWeek>().Select(day => new { day = day.ToLowerInvariant(), spans = new[] { new { opens = "00:00", closes = "24:00" } } });
        var closures = closed ? new[] { new { from = Day(-1), to = Day(1) } } : [];
        (await Admin.SendAsync("PUT", $"/api/brands/{brand}/calendar", new { timeZone = "Asia/Tokyo", holidays = false, week, closures, specialDays = Array.Empty<object>(), version })).Is(HttpStatusCode.OK);

        static string Day(int days) => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddHours(9).AddDays(days).Date).ToString("o", CultureInfo.InvariantCulture);
    }

    internal async Task SetAsync(Shop shop, Action<JsonObject> change)
    {
        var known = (await Admin.SendAsync("GET", $"/api/channel-accounts/{shop.Site}/chat")).Is(HttpStatusCode.OK).Json;
        var settings = JsonNode.Parse(known.GetProperty("settings").GetRawText())!.AsObject();
        change(settings);
        (await Admin.SendAsync("PUT", $"/api/channel-accounts/{shop.Site}/chat", new { settings, version = known.GetProperty("version").GetInt32() })).Is(HttpStatusCode.OK);
    }

    /// <summary>Asks for name, e-mail and a topic, and for agreement.</summary>
    internal Task AskAsync(Shop shop) => SetAsync(shop, settings => settings["preChat"] = new JsonObject
    {
        ["on"] = true,
        ["intro"] = Text("はじめにお聞かせください。", "Please tell us first."),
        ["consent"] = Text("個人情報の取り扱いに同意します。", "I agree."),
        ["fields"] = new JsonArray(
            new JsonObject { ["key"] = "name", ["kind"] = "name", ["required"] = true, ["label"] = Text(null, null) },
            new JsonObject { ["key"] = "email", ["kind"] = "email", ["required"] = true, ["label"] = Text(null, null) },
            new JsonObject { ["key"] = "topic", ["kind"] = "topic", ["required"] = false, ["label"] = Text("ご用件", "Topic"), ["choices"] = new JsonArray(Text("配送", "Delivery"), Text("返品", "Returns")) }),
    });

    internal async Task<List<JsonElement>> ThreadOfAsync(VisitorClient visitor) => await MessagesAsync(Admin, await visitor.ConversationAsync());

    internal sealed record Shop(Guid Brand, Guid Site, string Key);
}
