using System.Text.Json.Nodes;
using Hub.Simulator.Phone;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>What people do in their chats: write, change what they wrote, press a button, block.</summary>
internal sealed class TelegramPeople(TelegramWorld world, TelegramUpdates updates, TelegramSending sending)
{
    private static readonly string[] Sampled = ["photo", "voice", "document"];

    /// <summary>Files a person sends need bytes; where none are given a sample stands in. Null: no such kind.</summary>
    public async Task<TelegramLine?> WriteAsync(TelegramBot bot, TelegramChat chat, TelegramChat writer, JsonObject said, CancellationToken cancellation)
    {
        var message = Begin(chat, writer);
        if (said.Text("text") is { Length: > 0 } text)
        {
            message["text"] = text;
            if (said["entities"] is { } entities)
            {
                message["entities"] = entities.DeepClone();
            }
        }
        else if (!await FillAsync(bot, message, said, cancellation))
        {
            return null;
        }
        if (said.Text("caption") is { Length: > 0 } caption)
        {
            message["caption"] = caption;
        }
        lock (bot.Gate)
        {
            if (said.Number("replyTo") is { } quoted && bot.Line(chat.Id, (long)quoted) is { } line)
            {
                var quote = line.Message.DeepClone().AsObject();
                quote.Remove("reply_to_message");
                message["reply_to_message"] = quote;
            }
            return Say(bot, chat, message);
        }
    }

    public bool Edit(TelegramBot bot, long chat, long number, string text)
    {
        lock (bot.Gate)
        {
            if (bot.Line(chat, number) is not { FromBot: false } line || (line.Message["text"] is null && line.Message["caption"] is null))
            {
                return false;
            }
            var message = line.Message.DeepClone().AsObject();
            message[message.ContainsKey("text") ? "text" : "caption"] = text;
            message["edit_date"] = world.Now.ToUnixTimeSeconds();
            message.Remove("entities");
            line.Message = message;
            world.Record(bot, line);
            world.Announce(bot, "edited_message", message.DeepClone().AsObject());
        }
        updates.Post(bot);
        return true;
    }

    public bool Press(TelegramBot bot, TelegramChat chat, TelegramChat who, long number, string data)
    {
        lock (bot.Gate)
        {
            if (bot.Line(chat.Id, number) is not { FromBot: true } line)
            {
                return false;
            }
            world.Announce(bot, "callback_query", new JsonObject
            {
                ["id"] = Ids.Token(9),
                ["from"] = who.Person(),
                ["message"] = line.Message.DeepClone(),
                ["chat_instance"] = Ids.Token(8),
                ["data"] = data,
            });
        }
        updates.Post(bot);
        return true;
    }

    public void Block(TelegramBot bot, TelegramChat chat, bool blocked)
    {
        lock (bot.Gate)
        {
            if (chat.Blocked == blocked)
            {
                return;
            }
            chat.Blocked = blocked;
            world.Record(bot, chat);
            var (gone, there) = chat.IsGroup ? ("left", "member") : ("kicked", "member");
            var self = new JsonObject { ["id"] = bot.Id, ["is_bot"] = true, ["first_name"] = bot.Name, ["username"] = bot.Username };
            world.Announce(bot, "my_chat_member", new JsonObject
            {
                ["chat"] = chat.Json(),
                ["from"] = (chat.IsGroup ? bot.Chats.GetValueOrDefault(chat.Members.FirstOrDefault()) ?? chat : chat).Person(),
                ["date"] = world.Now.ToUnixTimeSeconds(),
                ["old_chat_member"] = new JsonObject { ["user"] = self.DeepClone(), ["status"] = blocked ? there : gone },
                ["new_chat_member"] = new JsonObject { ["user"] = self, ["status"] = blocked ? gone : there },
            });
        }
        updates.Post(bot);
    }

    private TelegramLine Say(TelegramBot bot, TelegramChat chat, JsonObject message)
    {
        var line = new TelegramLine { ChatId = chat.Id, MessageId = message["message_id"]!.GetValue<long>(), FromBot = false, At = world.Now, Message = message, State = "waiting" };
        world.Record(bot, line);
        world.Announce(bot, "message", message.DeepClone().AsObject(), line);
        updates.Post(bot);
        return line;
    }

    private JsonObject Begin(TelegramChat chat, TelegramChat writer) =>
        new() { ["message_id"] = world.NextNumber(), ["from"] = writer.Person(), ["chat"] = chat.Json(), ["date"] = world.Now.ToUnixTimeSeconds() };

    private async Task<bool> FillAsync(TelegramBot bot, JsonObject message, JsonObject said, CancellationToken cancellation)
    {
        switch (said.Text("kind"))
        {
            case "location":
                message["location"] = new JsonObject { ["latitude"] = said.Number("latitude") ?? 35.0116, ["longitude"] = said.Number("longitude") ?? 135.7681 };
                return true;
            case "venue":
                var place = new JsonObject { ["latitude"] = 35.0116, ["longitude"] = 135.7681 };
                message["location"] = place;
                message["venue"] = new JsonObject { ["location"] = place.DeepClone(), ["title"] = said.Text("title") ?? "つむぎ茶舗", ["address"] = said.Text("address") ?? "京都府京都市中京区寺町通" };
                return true;
            case "contact":
                message["contact"] = new JsonObject { ["phone_number"] = said.Text("number") ?? "+819000000000", ["first_name"] = said.Text("name") ?? "つむぎ 太郎" };
                return true;
            case "sticker":
                var number = (int)Math.Clamp(said.Number("number") ?? 1, 1, 8);
                var drawing = await System.IO.File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "simulator-pages", "stickers", $"{number}.png"), cancellation);
                TelegramSending.Describe(message, "sticker", await sending.KeepAsync(bot, drawing, cancellation), null, null, drawing.Length);
                (message["sticker"]!["emoji"], message["sticker"]!["set_name"], message["sticker"]!["is_animated"], message["sticker"]!["is_video"]) = ("🍵", "tsumugi", false, false);
                return true;
            case "unknown":
                message["hologram"] = new JsonObject { ["depth"] = 3 };
                return true;
            case var kind and ("photo" or "voice" or "audio" or "video" or "video_note" or "animation" or "document"):
                var sample = Sampled.Contains(kind) ? Phone.Samples.For(kind switch { "photo" => "image", "voice" => "audio", _ => "file" }) : null;
                var data = said.Text("data");
                var bytes = data is null ? sample?.Bytes : Decode(data);
                if (bytes is not { Length: > 0 })
                {
                    return false;
                }
                var named = kind is "document" or "audio" ? said.Text("fileName") ?? sample?.FileName : null;
                TelegramSending.Describe(message, kind, await sending.KeepAsync(bot, bytes, cancellation), named, said.Text("contentType") ?? sample?.ContentType, bytes.Length);
                return true;
            default:
                return false;
        }
    }

    private static byte[]? Decode(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data[(data.IndexOf(',') + 1)..], bytes, out var length) ? bytes[..length] : null;
    }
}
