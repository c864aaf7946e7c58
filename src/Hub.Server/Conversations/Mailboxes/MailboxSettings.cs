using System.Globalization;
using Hub.Channels;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>What happens to a mail in the mailbox once the hub has it.</summary>
internal enum Collected { MarkSeen, Move, LeaveUntouched }

/// <summary>
/// How an account's mailbox is read: "folder" (INBOX), "collected" ("seen", "move" to "collectedFolder", "leave"), "firstDays" (how far back the first
/// connection looks, 7), "sentFolder" ("auto", "none", or a name). "receiveOnly" leaves everything untouched.
/// </summary>
internal sealed record MailboxSettings(string Folder, Collected Then, string MoveTo, int FirstDays)
{
    public const int DefaultFirstDays = 7;
    private const int MaxFirstDays = 3650;

    public static MailboxSettings Of(ChannelAccount account) => new(
        account.Setting("folder") ?? "INBOX",
        account.Setting("receiveOnly") == "true" ? Collected.LeaveUntouched
            : account.Setting("collected") switch { "move" => Collected.Move, "leave" => Collected.LeaveUntouched, _ => Collected.MarkSeen },
        account.Setting("collectedFolder") ?? "CrmHub",
        int.TryParse(account.Setting("firstDays"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? Math.Min(days, MaxFirstDays) : DefaultFirstDays);
}
