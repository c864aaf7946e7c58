using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Hub.Simulator.Telegram;

/// <summary>One bot and what Telegram knows of it. Everything mutable is read and written under <see cref="Gate"/>.</summary>
internal sealed class TelegramBot
{
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required string Username { get; init; }
    public required string Token { get; init; }

    /// <summary>Where updates are posted; empty while they wait to be asked for.</summary>
    public string WebhookUrl { get; set; } = "";
    public string? WebhookSecret { get; set; }

    [JsonIgnore]
    public long Id => long.Parse(Token.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture);

    [JsonIgnore]
    public Lock Gate { get; } = new();

    [JsonIgnore]
    public Dictionary<long, TelegramChat> Chats { get; } = [];

    [JsonIgnore]
    public List<TelegramLine> Lines { get; } = [];

    /// <summary>Updates nobody has confirmed, in their order.</summary>
    [JsonIgnore]
    public List<TelegramUpdate> Waiting { get; } = [];

    [JsonIgnore]
    public TelegramFaultPlan Faults { get; } = new();

    /// <summary>For tests: what the bot has called, without parameters.</summary>
    [JsonIgnore]
    public List<string> Calls { get; } = [];

    [JsonIgnore]
    public string? LastError { get; set; }

    [JsonIgnore]
    public DateTimeOffset? LastErrorAt { get; set; }

    /// <summary>Ends when something new waits; replaced each time.</summary>
    [JsonIgnore]
    public TaskCompletionSource News { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The question that waits for an answer; another one ends it.</summary>
    [JsonIgnore]
    public CancellationTokenSource? Asking { get; set; }

    public TelegramLine? Line(long chat, long number) => Lines.Find(line => line.ChatId == chat && line.MessageId == number);

    public IEnumerable<TelegramLine> Thread(long chat) => Lines.Where(line => line.ChatId == chat);
}

/// <summary>A person's chat with the bot, or a group the bot is in.</summary>
internal sealed class TelegramChat
{
    /// <summary>Negative for groups.</summary>
    public required long Id { get; init; }
    public required string Name { get; set; }
    public string? Username { get; init; }
    public string? Language { get; init; }

    /// <summary>Of a group: its people.</summary>
    public IReadOnlyList<long> Members { get; init; } = [];

    /// <summary>The person has blocked the bot, or the group has thrown it out.</summary>
    public bool Blocked { get; set; }

    [JsonIgnore]
    public bool IsGroup => Id < 0;

    public JsonObject Json() => IsGroup
        ? new JsonObject { ["id"] = Id, ["title"] = Name, ["type"] = "group" }
        : Named(new JsonObject { ["id"] = Id }, "type", "private");

    public JsonObject Person()
    {
        var person = Named(new JsonObject { ["id"] = Id, ["is_bot"] = false }, null, null);
        if (Language is not null)
        {
            person["language_code"] = Language;
        }
        return person;
    }

    private JsonObject Named(JsonObject json, string? member, string? value)
    {
        json["first_name"] = Name;
        if (Username is not null)
        {
            json["username"] = Username;
        }
        if (member is not null)
        {
            json[member] = value;
        }
        return json;
    }
}

/// <summary>One message of a chat, as Telegram tells it.</summary>
internal sealed class TelegramLine
{
    public required long ChatId { get; init; }
    public required long MessageId { get; init; }
    public required bool FromBot { get; init; }
    public required DateTimeOffset At { get; init; }
    public required JsonObject Message { get; set; }

    /// <summary>Of a person's: waiting, or delivered once the hub has taken its update.</summary>
    public string? State { get; set; }
}

/// <param name="Line">The message it tells of, when it tells of one.</param>
internal sealed record TelegramUpdate(long Id, JsonObject Json, TelegramLine? Line);
