using System.Text;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>The methods that send, with Telegram's limits and its words when it refuses.</summary>
internal sealed class TelegramSending(TelegramWorld world, ContentStore store)
{
    private const int MaxText = 4096;
    private const int MaxCaption = 1024;
    private const long MaxFile = 50L * 1024 * 1024;
    private const long MaxPhoto = 10L * 1024 * 1024;

    /// <summary>Methods in small letters, and the member of a message they make; null: words.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Kinds = new Dictionary<string, string?>
    {
        ["sendmessage"] = null,
        ["sendphoto"] = "photo",
        ["senddocument"] = "document",
        ["sendvideo"] = "video",
        ["sendaudio"] = "audio",
        ["sendvoice"] = "voice",
        ["sendanimation"] = "animation",
        ["sendsticker"] = "sticker",
        ["sendlocation"] = "location",
        ["sendvenue"] = "venue",
        ["sendmediagroup"] = "album",
    };

    public static string FilePrefix(TelegramBot bot) => $"tg{bot.Id}-";

    public async Task<IResult> HandleAsync(HttpContext http, TelegramBot bot, string method, TelegramCall call, TimeProvider clock, CancellationToken cancellation)
    {
        var fault = bot.Faults.Take();
        if (fault.LatencyMs > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(fault.LatencyMs), clock, cancellation);
        }
        if (fault.HangUp is { When: "before" })
        {
            http.Abort();
            return Results.Empty;
        }
        if (fault.RateLimit is { } limit)
        {
            return TelegramCall.Error(429, $"Too Many Requests: retry after {limit.RetryAfter}", new JsonObject { ["retry_after"] = limit.RetryAfter });
        }
        if (fault.Refuse is { } refuse)
        {
            return TelegramCall.Error(refuse.Status, refuse.Description ?? (refuse.Status >= 500 ? "Internal Server Error" : "Bad Request: refused on request"));
        }
        if (Refusal(bot, method, call) is var (status, words))
        {
            return TelegramCall.Error(status, words);
        }

        var kind = Kinds[method];
        var messages = kind == "album" ? await AlbumAsync(bot, call, cancellation) : [await OneAsync(bot, kind, call, cancellation)];
        if (messages.Contains(null))
        {
            return TelegramCall.Error(400, "Bad Request: wrong file identifier/HTTP URL specified");
        }
        lock (bot.Gate)
        {
            foreach (var message in messages)
            {
                world.Record(bot, new TelegramLine { ChatId = call.Number("chat_id")!.Value, MessageId = message!["message_id"]!.GetValue<long>(), FromBot = true, At = world.Now, Message = message });
            }
        }
        if (fault.HangUp is { When: "after" })
        {
            http.Abort();
            return Results.Empty;
        }
        return TelegramCall.Result(kind == "album" ? new JsonArray([.. messages.Select(message => message!.DeepClone())]) : messages[0]!.DeepClone());
    }

    private static (int Status, string Words)? Refusal(TelegramBot bot, string method, TelegramCall call)
    {
        TelegramChat? chat = null;
        lock (bot.Gate)
        {
            if (call.Number("chat_id") is { } id)
            {
                bot.Chats.TryGetValue(id, out chat);
            }
        }
        var text = call["text"] ?? "";
        var field = Kinds[method];
        return string.IsNullOrEmpty(call["chat_id"]) ? (400, "Bad Request: chat_id is empty")
            : chat is null ? (400, "Bad Request: chat not found")
            : chat.Blocked ? (403, chat.IsGroup ? "Forbidden: bot was kicked from the group chat" : "Forbidden: bot was blocked by the user")
            : method == "sendmessage" && string.IsNullOrWhiteSpace(text) ? (400, "Bad Request: message text is empty")
            : text.Length > MaxText ? (400, "Bad Request: message is too long")
            : call["caption"]?.Length > MaxCaption ? (400, "Bad Request: message caption is too long")
            : call.Json("reply_markup")?["inline_keyboard"] is JsonArray rows && !rows.All(row => row is JsonArray buttons && buttons.All(IsButton)) ? (400, "Bad Request: BUTTON_DATA_INVALID")
            : field is not null && call.File(field) is { Bytes.Length: 0 } ? (400, "Bad Request: file must be non-empty")
            : field is not null && call.File(field) is { Bytes.LongLength: > MaxFile } ? (413, "Request Entity Too Large")
            : field == "photo" && call.File(field) is { Bytes.LongLength: > MaxPhoto } ? (400, "Bad Request: file is too big")
            : field is "location" or "venue" && (call.Fraction("latitude") is not (>= -90 and <= 90) || call.Fraction("longitude") is not (>= -180 and <= 180)) ? (400, "Bad Request: wrong coordinates")
            : field == "venue" && (string.IsNullOrEmpty(call["title"]) || string.IsNullOrEmpty(call["address"])) ? (400, "Bad Request: venue title must be non-empty")
            : field == "album" && call.Json("media") is not JsonArray { Count: >= 2 and <= 10 } ? (400, "Bad Request: wrong number of media to send")
            : null;
    }

    private static bool IsButton(JsonNode? button) =>
        button is JsonObject json && json.Text("text") is { Length: > 0 } && json.Text("callback_data") is { Length: > 0 } data && Encoding.UTF8.GetByteCount(data) <= 64;

    private async Task<JsonObject?> OneAsync(TelegramBot bot, string? kind, TelegramCall call, CancellationToken cancellation)
    {
        var message = Begin(bot, call);
        if (kind is null)
        {
            message["text"] = call["text"];
        }
        else if (kind is "location" or "venue")
        {
            var place = new JsonObject { ["latitude"] = call.Fraction("latitude"), ["longitude"] = call.Fraction("longitude") };
            message["location"] = place;
            if (kind == "venue")
            {
                message["venue"] = new JsonObject { ["location"] = place.DeepClone(), ["title"] = call["title"], ["address"] = call["address"] };
            }
        }
        else if (!await AttachAsync(bot, message, kind, call.File(kind), call[kind], cancellation))
        {
            return null;
        }
        if (call["caption"] is { Length: > 0 } caption)
        {
            message["caption"] = caption;
        }
        if (call.Json("reply_markup") is { } keyboard)
        {
            message["reply_markup"] = keyboard.DeepClone();
        }
        return message;
    }

    private async Task<List<JsonObject?>> AlbumAsync(TelegramBot bot, TelegramCall call, CancellationToken cancellation)
    {
        var messages = new List<JsonObject?>();
        foreach (var item in (call.Json("media") as JsonArray)!.OfType<JsonObject>())
        {
            var (media, message) = (item.Text("media") ?? "", Begin(bot, call));
            var file = call.Attached(media);
            if (item.Text("caption") is { } caption)
            {
                message["caption"] = caption;
            }
            message["media_group_id"] = message["message_id"]!.ToJsonString();
            messages.Add(await AttachAsync(bot, message, item.Text("type") ?? "document", file, media, cancellation) ? message : null);
        }
        return messages;
    }

    private JsonObject Begin(TelegramBot bot, TelegramCall call)
    {
        var message = new JsonObject
        {
            ["message_id"] = world.NextNumber(),
            ["from"] = new JsonObject { ["id"] = bot.Id, ["is_bot"] = true, ["first_name"] = bot.Name, ["username"] = bot.Username },
            ["chat"] = bot.Chats[call.Number("chat_id")!.Value].Json(),
            ["date"] = world.Now.ToUnixTimeSeconds(),
        };
        if ((call.Json("reply_parameters")?["message_id"]?.GetValue<long>() ?? call.Number("reply_to_message_id")) is { } quoted && bot.Line(call.Number("chat_id")!.Value, quoted) is { } line)
        {
            message["reply_to_message"] = line.Message.DeepClone();
        }
        return message;
    }

    /// <summary>An upload, or a file that is here already, by its id.</summary>
    private async Task<bool> AttachAsync(TelegramBot bot, JsonObject message, string kind, TelegramFile? file, string? known, CancellationToken cancellation)
    {
        if (file is null && (known is null || !known.StartsWith(FilePrefix(bot), StringComparison.Ordinal) || await store.ReadAsync(known, cancellation) is null))
        {
            return false;
        }
        var id = file is null ? known! : await KeepAsync(bot, file.Bytes, cancellation);
        Describe(message, kind, id, file?.Name, file?.ContentType, file?.Bytes.Length ?? 0);
        return true;
    }

    public async Task<string> KeepAsync(TelegramBot bot, byte[] bytes, CancellationToken cancellation)
    {
        var id = FilePrefix(bot) + Ids.Token(20);
        await store.KeepAsync(id, bytes, cancellation);
        return id;
    }

    /// <summary>The member of a message that tells of its file.</summary>
    public static void Describe(JsonObject message, string kind, string id, string? name, string? contentType, int size)
    {
        var file = new JsonObject { ["file_id"] = id, ["file_unique_id"] = id[^12..], ["file_size"] = size };
        if (kind == "photo")
        {
            var small = file.DeepClone();
            (small["width"], small["height"], file["width"], file["height"]) = (90, 67, 640, 480);
            message["photo"] = new JsonArray(small, file);
            return;
        }
        if (name is not null)
        {
            file["file_name"] = name;
        }
        if (contentType is not null)
        {
            file["mime_type"] = contentType;
        }
        message[kind] = file;
        if (kind == "animation")
        {
            message["document"] = file.DeepClone();
        }
    }
}
