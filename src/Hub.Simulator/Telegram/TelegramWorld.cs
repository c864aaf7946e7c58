using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Telegram;

/// <summary>All bots; state changes are kept in <c>telegram.jsonl</c> and told to open pages.</summary>
internal sealed class TelegramWorld : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, TelegramBot> bots = new(StringComparer.Ordinal);
    private readonly Journal journal;
    private readonly PageStream pages;
    private readonly TimeProvider clock;
    private long lastNumber;
    private long lastUpdate;

    public TelegramWorld(SimulatorOptions options, PageStream pages, TimeProvider clock, ILogger<Journal> logger)
    {
        (this.pages, this.clock) = (pages, clock);
        journal = new Journal(options, logger, "telegram.jsonl");

        // Numbers grow over restarts, so that none is ever given twice.
        lastNumber = clock.GetUtcNow().ToUnixTimeSeconds() - 1_500_000_000;
        lastUpdate = lastNumber + 100_000_000;
    }

    public IEnumerable<TelegramBot> Bots => bots.Values.OrderBy(bot => bot.Key, StringComparer.Ordinal);

    public DateTimeOffset Now => clock.GetUtcNow();

    public TelegramBot? Find(string key) => bots.GetValueOrDefault(key);

    public TelegramBot? ByToken(string token) => bots.Values.FirstOrDefault(bot => bot.Token == token);

    public long NextNumber() => Interlocked.Increment(ref lastNumber);

    public bool TryAdd(TelegramBot bot)
    {
        if (!bots.TryAdd(bot.Key, bot))
        {
            return false;
        }
        Record(bot);
        return true;
    }

    public void Open()
    {
        foreach (var record in journal.Read())
        {
            Apply(record);
        }
        var preset = TelegramPresets.Bot();
        if (bots.TryAdd(preset.Key, preset))
        {
            foreach (var chat in TelegramPresets.Chats())
            {
                preset.Chats[chat.Id] = chat;
            }
        }
        journal.Start(Bots.SelectMany(Snapshot));
    }

    public void Record(TelegramBot bot) => journal.Write("bot", () => Json.Of(bot));

    public void Record(TelegramBot bot, TelegramChat chat)
    {
        journal.Write("chat", () => Of(bot, chat));
        pages.Tell("chat", () => new { accountKey = bot.Key, chat = Json.Of(chat) });
    }

    /// <summary>A new or changed message. Call under the bot's gate.</summary>
    public void Record(TelegramBot bot, TelegramLine line)
    {
        if (bot.Line(line.ChatId, line.MessageId) is null)
        {
            bot.Lines.Add(line);
        }
        journal.Write("line", () => Of(bot, line));
        pages.Tell("telegram", () => new { accountKey = bot.Key, chatId = line.ChatId, line = Json.Of(line) });
    }

    public void TellTyping(TelegramBot bot, long chat) => pages.Tell("typing", () => new { accountKey = bot.Key, chatId = chat });

    public void TellPressed(TelegramBot bot, string id) => pages.Tell("pressed", () => new { accountKey = bot.Key, id });

    /// <summary>Something the bot is to hear of. Call under its gate.</summary>
    public void Announce(TelegramBot bot, string kind, JsonObject what, TelegramLine? line = null)
    {
        var id = Interlocked.Increment(ref lastUpdate);
        bot.Waiting.Add(new TelegramUpdate(id, new JsonObject { ["update_id"] = id, [kind] = what }, line));
        var news = bot.News;
        bot.News = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        news.TrySetResult();
    }

    /// <summary>The hub has them. Call under the bot's gate.</summary>
    public void Confirm(TelegramBot bot, Predicate<TelegramUpdate> which)
    {
        foreach (var update in bot.Waiting.FindAll(which))
        {
            if (update.Line is { State: "waiting" } line)
            {
                line.State = "delivered";
                Record(bot, line);
            }
        }
        bot.Waiting.RemoveAll(which);
    }

    public ValueTask DisposeAsync() => journal.DisposeAsync();

    private static IEnumerable<JsonObject> Snapshot(TelegramBot bot)
    {
        yield return Tag("bot", Json.Of(bot));
        foreach (var chat in bot.Chats.Values)
        {
            yield return Tag("chat", Of(bot, chat));
        }
        foreach (var line in bot.Lines)
        {
            yield return Tag("line", Of(bot, line));
        }
    }

    private void Apply(JsonObject record)
    {
        if (record.Text("record") == "bot")
        {
            var saved = record.Deserialize<TelegramBot>(Json.Wire)!;
            if (!bots.TryAdd(saved.Key, saved))
            {
                (bots[saved.Key].WebhookUrl, bots[saved.Key].WebhookSecret) = (saved.WebhookUrl, saved.WebhookSecret);
            }
        }
        else if (record.Text("accountKey") is { } key && Find(key) is { } bot)
        {
            if (record.Text("record") == "chat")
            {
                var chat = record.Deserialize<TelegramChat>(Json.Wire)!;
                bot.Chats[chat.Id] = chat;
            }
            else if (record.Deserialize<TelegramLine>(Json.Wire) is { } line)
            {
                bot.Lines.RemoveAll(known => known.ChatId == line.ChatId && known.MessageId == line.MessageId);
                bot.Lines.Add(line);
                lastNumber = Math.Max(lastNumber, line.MessageId);
            }
        }
    }

    private static JsonObject Tag(string kind, JsonObject record)
    {
        record["record"] = kind;
        return record;
    }

    private static JsonObject Of<T>(TelegramBot bot, T value)
    {
        var record = Json.Of(value);
        record["accountKey"] = bot.Key;
        return record;
    }
}
