using System.Text.Json.Serialization;

namespace Hub.Simulator.Twilio;

/// <summary>One Twilio account with one number, and what it remembers. Everything mutable is read and written under <see cref="Gate"/>.</summary>
internal sealed class SmsAccount
{
    public required string Key { get; init; }
    public required string Name { get; set; }
    public required string AccountSid { get; init; }
    public required string AuthToken { get; init; }
    public required string Number { get; init; }

    /// <summary>Where incoming messages are told.</summary>
    public required string WebhookUrl { get; set; }

    /// <summary>Messages that name this service go out from the number too.</summary>
    public string MessagingServiceSid => "MG" + AccountSid[2..];

    [JsonIgnore]
    public Lock Gate { get; } = new();

    [JsonIgnore]
    public Dictionary<string, SmsPhone> Phones { get; } = new(StringComparer.Ordinal);

    [JsonIgnore]
    public Dictionary<string, SmsMessage> Messages { get; } = new(StringComparer.Ordinal);

    [JsonIgnore]
    public SmsFaultPlan Faults { get; } = new();

    [JsonIgnore]
    public SmsLedger Ledger { get; } = new();

    public IEnumerable<SmsMessage> Thread(string number) => Messages.Values.Where(message => message.Phone == number).OrderBy(message => message.Sid[2..], StringComparer.Ordinal);
}

/// <summary>Somebody's telephone.</summary>
internal sealed class SmsPhone
{
    public required string Number { get; init; }
    public required string Name { get; set; }
    public string? Language { get; init; }

    /// <summary>What becomes of messages to it: on, off (30003), landline (30006), filtered (30007), silent (sent, and nothing more is heard).</summary>
    public string Mode { get; set; } = "on";

    /// <summary>Has sent one of the words on which Twilio itself blocks: the API answers 21610.</summary>
    public bool Stopped { get; set; }

    [JsonIgnore]
    public bool Load { get; init; }
}

internal sealed record SmsMedia(string Sid, string ContentType, string? Url);

/// <summary>One message, as Twilio keeps it. <c>inbound</c> is what a person wrote.</summary>
internal sealed class SmsMessage
{
    public required string Sid { get; init; }
    public required string Direction { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset At { get; init; }
    public IReadOnlyList<SmsMedia> Media { get; init; } = [];
    public string? MessagingServiceSid { get; init; }
    public string? StatusCallback { get; init; }
    public required string Status { get; set; }
    public int? ErrorCode { get; set; }

    /// <summary>Of an inbound one: waiting, delivered, failed or lost; and what the hub answered.</summary>
    public string? Webhook { get; set; }
    public int? HttpStatus { get; set; }

    public bool Inbound => Direction == "inbound";

    /// <summary>Whose telephone shows it.</summary>
    public string Phone => Inbound ? From : To;
}

/// <summary>For tests: which webhooks went out and what came back, and which messages the hub had made.</summary>
internal sealed class SmsLedger
{
    public List<SentHook> Webhooks { get; } = [];
    public List<string> Created { get; } = [];

    /// <param name="Kind">messages or status.</param>
    /// <param name="HttpStatus">Null when no answer came.</param>
    internal sealed record SentHook(string Kind, string MessageSid, string? MessageStatus, int? HttpStatus, string? Answer);

    public void Clear()
    {
        Webhooks.Clear();
        Created.Clear();
    }
}
