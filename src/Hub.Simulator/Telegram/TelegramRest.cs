using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.Phone;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>The Bot API over HTTP, as far as a customer service needs it: GET or POST, parameters in any of the four ways, names of methods in any case.</summary>
internal static class TelegramRest
{
    public static void MapTelegramRest(this WebApplication app)
    {
        app.MapMethods("/bot{token}/{method}", ["GET", "POST"], HandleAsync).WithName("TelegramMethod");
        app.MapGet("/file/bot{token}/{**path}", FileAsync).WithName("TelegramFile");
    }

    private static async Task<IResult> HandleAsync(
        string token, string method, HttpContext http, TelegramWorld world, TelegramSending sending, TelegramUpdates updates, TimeProvider clock, CancellationToken cancellation)
    {
        if (world.ByToken(token) is not { } bot)
        {
            return TelegramCall.Error(401, "Unauthorized");
        }
        TelegramCall call;
        try
        {
            call = await TelegramCall.ReadAsync(http.Request, cancellation);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException or IOException)
        {
            return TelegramCall.Error(400, "Bad Request: can't parse the parameters");
        }
        var name = method.ToLowerInvariant();
        lock (bot.Gate)
        {
            bot.Calls.Add(name);
        }
        return name switch
        {
            "getme" => TelegramCall.Result(Me(bot)),
            "getupdates" => await updates.AskAsync(bot, call, cancellation),
            "setwebhook" => updates.SetWebhook(bot, call),
            "deletewebhook" => updates.DeleteWebhook(bot, call),
            "getwebhookinfo" => TelegramCall.Result(TelegramUpdates.Info(bot)),
            "getchat" => GetChat(bot, call),
            "getfile" => await GetFileAsync(http, bot, call, cancellation),
            "sendchataction" => Act(world, bot, call),
            "answercallbackquery" => Pressed(world, bot, call),
            _ when TelegramSending.Kinds.ContainsKey(name) => await sending.HandleAsync(http, bot, name, call, clock, cancellation),
            _ => TelegramCall.Error(404, "Not Found: method not found"),
        };
    }

    private static JsonObject Me(TelegramBot bot) => new()
    {
        ["id"] = bot.Id,
        ["is_bot"] = true,
        ["first_name"] = bot.Name,
        ["username"] = bot.Username,
        ["can_join_groups"] = true,
        ["can_read_all_group_messages"] = true,
        ["supports_inline_queries"] = false,
    };

    private static IResult GetChat(TelegramBot bot, TelegramCall call)
    {
        lock (bot.Gate)
        {
            if (call.Number("chat_id") is not { } id || !bot.Chats.TryGetValue(id, out var chat))
            {
                return TelegramCall.Error(400, "Bad Request: chat not found");
            }
            var json = chat.Json();
            json["photo"] = new JsonObject { ["small_file_id"] = Face(id), ["small_file_unique_id"] = Face(id), ["big_file_id"] = Face(id), ["big_file_unique_id"] = Face(id) };
            return TelegramCall.Result(json);
        }
    }

    /// <summary>The id of somebody's picture: its drawing follows from the digits.</summary>
    private static string Face(long chat) => "face-" + Math.Abs(chat).ToString("d32", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<IResult> GetFileAsync(HttpContext http, TelegramBot bot, TelegramCall call, CancellationToken cancellation)
    {
        var id = call["file_id"] ?? "";
        if (await BytesAsync(http, bot, id, cancellation) is not { } bytes)
        {
            return TelegramCall.Error(400, "Bad Request: invalid file_id");
        }
        return bytes.Length > 20 * 1024 * 1024
            ? TelegramCall.Error(400, "Bad Request: file is too big")
            : TelegramCall.Result(new JsonObject { ["file_id"] = id, ["file_unique_id"] = id, ["file_size"] = bytes.Length, ["file_path"] = "files/" + id });
    }

    private static async Task<IResult> FileAsync(string token, string path, HttpContext http, TelegramWorld world, CancellationToken cancellation) =>
        world.ByToken(token) is { } bot && path.StartsWith("files/", StringComparison.Ordinal) && await BytesAsync(http, bot, path["files/".Length..], cancellation) is { } bytes
            ? Results.Bytes(bytes, "application/octet-stream")
            : TelegramCall.Error(404, "Not Found");

    private static async Task<byte[]?> BytesAsync(HttpContext http, TelegramBot bot, string id, CancellationToken cancellation) =>
        id.StartsWith("face-", StringComparison.Ordinal) ? Pictures.Avatar("U" + id["face-".Length..])
            : id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && id.StartsWith(TelegramSending.FilePrefix(bot), StringComparison.Ordinal)
                ? await http.RequestServices.GetRequiredService<ContentStore>().ReadAsync(id, cancellation)
            : null;

    private static IResult Act(TelegramWorld world, TelegramBot bot, TelegramCall call)
    {
        lock (bot.Gate)
        {
            if (call.Number("chat_id") is not { } id || !bot.Chats.ContainsKey(id))
            {
                return TelegramCall.Error(400, "Bad Request: chat not found");
            }
            world.TellTyping(bot, id);
            return TelegramCall.Result(true);
        }
    }

    private static IResult Pressed(TelegramWorld world, TelegramBot bot, TelegramCall call)
    {
        if (call["callback_query_id"] is not { Length: > 0 } id)
        {
            return TelegramCall.Error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
        }
        world.TellPressed(bot, id);
        return TelegramCall.Result(true);
    }
}
