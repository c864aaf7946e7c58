using Hub.Server.Integrations;

namespace Hub.Server.Conversations.Outbound;

/// <summary>How long a reply can be taken back. The channel says how long at most, its account may say less, and a free reply is never lost by waiting.</summary>
internal static class UndoTime
{
    /// <summary>The setting of a channel account that shortens it.</summary>
    public const string Setting = "undoSeconds";

    /// <summary>What must be left of a reply handle when the waiting ends.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    public static int SecondsOf(AccountEntry account, int channelSeconds) =>
        int.TryParse(account.Account.Setting(Setting), System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? Math.Clamp(seconds, 0, channelSeconds) : channelSeconds;

    public static TimeSpan For(int wanted, int allowed, ConversationState conversation, DateTimeOffset now)
    {
        var hold = TimeSpan.FromSeconds(Math.Clamp(wanted, 0, allowed));
        if (conversation.ReplyHandle is not null && conversation.ReplyHandleAt is { } since && now - since < SendClaims.HandleLifetime)
        {
            var left = since + SendClaims.HandleLifetime - now - Reserve;
            return hold <= left ? hold : left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }

        return hold;
    }
}
