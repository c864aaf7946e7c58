using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.Server.Platform;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Starting;

/// <summary>How somebody was spoken to when no channel carried it. Data, like the name of a channel: a conversation's <c>channel</c> says it.</summary>
internal enum LogMedium { Phone, Fax, Letter, Visit }

internal enum LogDirection { Inbound, Outbound }

/// <summary>How a telephone call went.</summary>
internal enum CallState : short { Ringing = 0, Answered = 1, Ended = 2, Missed = 3 }

/// <summary>
/// What was said where no channel carried it: the content of a message of its own kind, written down by a person or by a telephone system. Never sent.
/// </summary>
/// <param name="Body">What was said, in the words of whoever wrote it down.</param>
/// <param name="Call">How the call went, when a telephone system reported it.</param>
internal sealed record LogContent(
    LogMedium Medium, LogDirection Direction, string? Reason, string? Outcome, string? Body, DateTimeOffset StartedAt, int? DurationSeconds,
    CallState? Call = null, string? RecordingUrl = null)
{
    public const string ContentType = "log";

    public string Type => ContentType;

    /// <summary>What a list shows: the words, or else why and how it ended.</summary>
    [JsonIgnore]
    public string? Preview => Body ?? (string.Join(" · ", new[] { Reason, Outcome }.OfType<string>()) is { Length: > 0 } words ? words : null);

    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, HubJson.Options);

    /// <summary>The medium only, never what was said.</summary>
    public override string ToString() => $"LogContent {Medium}";
}

/// <summary>Entries in a conversation that is locked.</summary>
internal static class LogEntries
{
    /// <summary>The medium as a conversation's channel names it.</summary>
    public static string ChannelOf(LogMedium medium) => JsonNamingPolicy.CamelCase.ConvertName(medium.ToString());

    public static int Append(ConversationState conversation, Actor by, LogContent content, DateTimeOffset at, Guid? id = null) =>
        conversation.Append(MessageKind.Note, by, content.ToJson(), LogContent.ContentType, content.Preview, at, id).Number;

    /// <summary>Replaces an entry that is stored already.</summary>
    public static void Replace(ConversationBatch batch, ConversationState conversation, int number, LogContent content)
    {
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.message SET content = $3, version = version + 1 WHERE conversation_id = $1 AND number = $2")
        {
            Parameters =
            {
                new() { Value = conversation.Id }, new() { Value = number }, new() { Value = content.ToJson().GetRawText(), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        if (conversation.Preview?.Number == number)
        {
            conversation.Preview = conversation.Preview with { Text = content.Preview };
        }

        conversation.MessageChanged(number);
    }
}
