using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>The words of masked messages as they were written, sealed by the master key. The only place where they stay.</summary>
internal sealed class MaskedValues(SecretBox box)
{
    private const string Table = "conversations.masked_value";

    public NpgsqlBatchCommand Insert(Guid conversationId, int number, MaskedText masked) => new(
        "INSERT INTO conversations.masked_value (conversation_id, number, kinds, sealed) VALUES ($1, $2, $3, $4)")
    {
        Parameters =
        {
            new() { Value = conversationId }, new() { Value = number }, new() { Value = masked.Kinds.ToArray() },
            new() { Value = box.Seal(masked.Original!, Table, Row(conversationId, number), "text") },
        },
    };

    public static NpgsqlBatchCommand Forget(Guid conversationId, int number) => new("DELETE FROM conversations.masked_value WHERE conversation_id = $1 AND number = $2")
    {
        Parameters = { new() { Value = conversationId }, new() { Value = number } },
    };

    public string Open(Guid conversationId, int number, byte[] sealedText) => box.OpenText(sealedText, Table, Row(conversationId, number), "text");

    private static string Row(Guid conversationId, int number) => $"{conversationId:N}/{number}";
}
