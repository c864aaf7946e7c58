using System.Text.Json;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>What is left of a message that was taken back, before or after it came.</summary>
internal static class UnsentContent
{
    /// <summary>The preview's content type.</summary>
    public const string Type = "unsent";

    public const string Json = """{"type":"text","body":""}""";

    public static JsonElement Value { get; } = JsonElement.Parse(Json);

    /// <summary>Holds the place of a message that has not come yet. Nothing happens when it has come meanwhile.</summary>
    public static NpgsqlBatchCommand HoldPlace(Guid accountId, string providerId) => new(
        "INSERT INTO conversations.message_key (account_id, provider_id, number) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING")
    {
        Parameters = { new() { Value = accountId }, new() { Value = providerId } },
    };

    /// <summary>The message has come to the place that was held for it.</summary>
    public static NpgsqlBatchCommand Withdraw(Guid accountId, string providerId, Guid conversationId, int number) => new("""
        WITH place AS (UPDATE conversations.message_key SET conversation_id = $3, number = $4 WHERE account_id = $1 AND provider_id = $2)
        UPDATE conversations.message SET unsent = true WHERE conversation_id = $3 AND number = $4
        """)
    {
        Parameters = { new() { Value = accountId }, new() { Value = providerId }, new() { Value = conversationId }, new() { Value = number } },
    };
}
