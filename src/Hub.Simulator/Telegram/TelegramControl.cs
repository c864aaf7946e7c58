using System.Text.Json.Nodes;
using Hub.Simulator.Control;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>The control API of bots under /sim/telegram.</summary>
internal static class TelegramControl
{
    public static void Map(RouteGroupBuilder sim)
    {
        sim.MapGet("/telegram", (TelegramWorld world) => Results.Json(new { items = world.Bots.Select(View) }, Json.Wire)).WithName("SimListBots");
        sim.MapPost("/telegram", Create).WithName("SimCreateBot");
        var bot = sim.MapGroup("/telegram/{key}").AddEndpointFilter(Known);
        bot.MapGet("", (HttpContext http) => Results.Json(View(Of(http)), Json.Wire)).WithName("SimGetBot");
        bot.MapGet("/chats", (HttpContext http) => Locked(http, it => new { items = it.Chats.Values.ToArray() })).WithName("SimListChats");
        bot.MapPost("/chats", AddChat).WithName("SimAddChat");
        bot.MapGet("/chats/{chat:long}/thread", (long chat, HttpContext http, int limit = 200) =>
            Locked(http, it => new { items = it.Thread(chat).TakeLast(Math.Clamp(limit, 1, 1000)).Select(line => Json.Of(line)).ToArray() })).WithName("SimTelegramThread");
        bot.MapPost("/chats/{chat:long}/messages", WriteAsync).WithName("SimTelegramWrite");
        bot.MapPut("/chats/{chat:long}/messages/{number:long}", Edit).WithName("SimTelegramEdit");
        bot.MapPost("/chats/{chat:long}/messages/{number:long}/press", Press).WithName("SimTelegramPress");
        bot.MapPost("/chats/{chat:long}/block", (long chat, HttpContext http, TelegramPeople people) => Block(chat, true, http, people)).WithName("SimTelegramBlock");
        bot.MapPost("/chats/{chat:long}/unblock", (long chat, HttpContext http, TelegramPeople people) => Block(chat, false, http, people)).WithName("SimTelegramUnblock");
        bot.MapGet("/files/{id}", FileAsync).WithName("SimTelegramFile");
        bot.MapGet("/ledger", (HttpContext http) => Locked(http, it => new { waiting = it.Waiting.Count, calls = it.Calls.ToArray() })).WithName("SimTelegramLedger");
        bot.MapGet("/faults", (HttpContext http) => Results.Json(Of(http).Faults.Settings, Json.Wire)).WithName("SimTelegramFaults");
        bot.MapPut("/faults", SetFaults).WithName("SimSetTelegramFaults");
        bot.MapDelete("/faults", (HttpContext http, PageStream pages) => SetFaults(new TelegramFaults(), http, pages)).WithName("SimClearTelegramFaults");
    }

    private static IResult Create(NewBot request, TelegramWorld world)
    {
        if (request.Key is not { Length: >= 1 and <= 60 } key || key.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
        {
            return ControlApi.Problem(400, "key must be 1..60 letters, digits, - or _");
        }
        var bot = TelegramPresets.Create(key, request.Name ?? key, request.Token ?? $"{world.NextNumber()}:{key}-token");
        return world.TryAdd(bot) ? Results.Json(View(bot), Json.Wire, statusCode: 201) : ControlApi.Problem(409, "key is taken");
    }

    private static IResult AddChat(NewChat request, HttpContext http, TelegramWorld world)
    {
        if (request.Name?.Trim() is not { Length: >= 1 and <= 100 } name)
        {
            return ControlApi.Problem(400, "name must be 1..100 characters");
        }
        var bot = Of(http);
        lock (bot.Gate)
        {
            var id = 800_000_000 + world.NextNumber();
            var chat = new TelegramChat { Id = request.Members is null ? id : -id, Name = name, Language = request.Language, Members = request.Members ?? [] };
            bot.Chats[chat.Id] = chat;
            world.Record(bot, chat);
            return Results.Json(chat, Json.Wire, statusCode: 201);
        }
    }

    /// <summary>In a group somebody must be said to write.</summary>
    private static async Task<IResult> WriteAsync(long chat, JsonObject said, HttpContext http, TelegramPeople people, CancellationToken cancellation)
    {
        var bot = Of(http);
        return Writer(bot, chat, (long?)said.Number("from")) is not var (place, writer) ? ControlApi.Problem(404, "No such chat or member")
            : place.Blocked ? ControlApi.Problem(409, "The bot is blocked")
            : await people.WriteAsync(bot, place, writer, said, cancellation) is { } line ? Results.Json(Json.Of(line), Json.Wire)
            : ControlApi.Problem(400, "Give text, or a kind with its data");
    }

    private static IResult Edit(long chat, long number, EditedText edit, HttpContext http, TelegramPeople people) =>
        edit.Text is { Length: > 0 and <= 4096 } text && people.Edit(Of(http), chat, number, text) ? Results.NoContent() : ControlApi.Problem(404, "No such message with words");

    private static IResult Press(long chat, long number, PressedButton press, HttpContext http, TelegramPeople people) =>
        Writer(Of(http), chat, press.From) is var (place, who) && people.Press(Of(http), place, who, number, press.Data ?? "") ? Results.NoContent() : ControlApi.Problem(404, "No such message or member");

    private static IResult Block(long chat, bool blocked, HttpContext http, TelegramPeople people)
    {
        if (Writer(Of(http), chat, null) is not var (place, _))
        {
            return ControlApi.Problem(404, "No such chat");
        }
        people.Block(Of(http), place, blocked);
        return Results.NoContent();
    }

    private static async Task<IResult> FileAsync(string id, HttpContext http, ContentStore store, CancellationToken cancellation) =>
        id.StartsWith(TelegramSending.FilePrefix(Of(http)), StringComparison.Ordinal) && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && await store.ReadAsync(id, cancellation) is { } bytes
            ? Results.Bytes(bytes, "application/octet-stream", enableRangeProcessing: true)
            : ControlApi.Problem(404, "No such file");

    private static IResult SetFaults(TelegramFaults settings, HttpContext http, PageStream pages)
    {
        if (settings.Problem() is { } problem)
        {
            return ControlApi.Problem(400, problem);
        }
        var bot = Of(http);
        bot.Faults.Replace(settings);
        pages.Tell("faults", () => new { accountKey = bot.Key, faults = Json.Of(settings) });
        return Results.Json(settings, Json.Wire);
    }

    private static (TelegramChat Chat, TelegramChat Writer)? Writer(TelegramBot bot, long id, long? from)
    {
        lock (bot.Gate)
        {
            return !bot.Chats.TryGetValue(id, out var chat) ? null
                : !chat.IsGroup ? (chat, chat)
                : chat.Members.Contains(from ?? chat.Members.FirstOrDefault()) && bot.Chats.TryGetValue(from ?? chat.Members[0], out var member) ? (chat, member)
                : null;
        }
    }

    private static TelegramBot Of(HttpContext http) => http.Features.Get<TelegramBot>()!;

    private static IResult Locked(HttpContext http, Func<TelegramBot, object> view)
    {
        lock (Of(http).Gate)
        {
            return Results.Json(view(Of(http)), Json.Wire);
        }
    }

    private static object View(TelegramBot bot) => new { bot.Key, bot.Name, bot.Username, bot.Token, bot.WebhookUrl };

    private static async ValueTask<object?> Known(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<TelegramWorld>().Find((string)http.GetRouteValue("key")!) is not { } bot)
        {
            return ControlApi.Problem(404, "No such bot");
        }
        http.Features.Set(bot);
        return await next(context);
    }

    internal sealed record NewBot(string? Key, string? Name, string? Token);

    internal sealed record NewChat(string? Name, string? Language, long[]? Members);

    internal sealed record EditedText(string? Text);

    internal sealed record PressedButton(string? Data, long? From);
}
