using System.Globalization;

namespace Hub.Server.Conversations.Outbound;

/// <summary>The hub's own name of a message for providers that can say it back. No secret: whoever names a message still has to sign.</summary>
internal static class MessageReference
{
    public static string Of(Guid conversationId, int number) => $"{conversationId:N}.{number.ToString(CultureInfo.InvariantCulture)}";

    public static (Guid ConversationId, int Number)? Parse(string? reference) =>
        reference?.Split('.') is [var id, var number] && Guid.TryParseExact(id, "N", out var conversationId) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? (conversationId, parsed) : null;
}
