using System.Security.Cryptography;
using System.Text;
using Hub.Channels.Email;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Integrations;
using Hub.Server.Platform.Nodes;
using Hub.Server.Platform.Outbox;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>
/// Takes new mail out of one open mailbox, in this order: the raw mail is stored through the same door as a webhook's body; only then it is marked or moved;
/// only then the cursor moves on. A crash anywhere in between makes the next life look at the mail again, and its key and its hash say that it is known (F05).
/// </summary>
internal sealed partial class CollectMail(
    MailboxCursors cursors, MailboxHealth health, DeliveryWriter writer, InboundQueue queue, ParkedItems parked, TimeProvider time, ILogger<CollectMail> logger)
{
    private const int PerRound = 20;

    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    /// <summary>Nothing a server forgets to say in a long session is missed for longer.</summary>
    private static readonly TimeSpan SessionLife = TimeSpan.FromHours(1);

    /// <summary>Reads on until the session has grown old, fails, or is no longer ours.</summary>
    /// <param name="worked">Called after every round that came through.</param>
    public async Task RunAsync(AccountEntry account, Lease lease, IMailbox mailbox, Action worked, CancellationToken cancellationToken)
    {
        var settings = MailboxSettings.Of(account.Account);
        var state = await mailbox.SelectAsync(settings.Folder, readOnly: settings.Then == Collected.LeaveUntouched, cancellationToken);
        var cursor = await BeginAsync(account.Account.Id, settings, state, lease, mailbox, cancellationToken);
        var openedAt = time.GetTimestamp();
        while (time.GetElapsedTime(openedAt) < SessionLife)
        {
            var found = await mailbox.ListAfterAsync(cursor.LastUid, PerRound, cancellationToken);
            if (found.Count > 0)
            {
                cursor = await TakeAsync(account, settings, cursor, found, lease, mailbox, cancellationToken);
            }

            worked();
            await health.SucceededAsync(account.Account.Id, cancellationToken);
            if (found.Count == 0)
            {
                await mailbox.WaitAsync(LookAnyway, cancellationToken);
            }
        }
    }

    /// <summary>The cursor where it stands; a new one for a folder that is new to us, or whose mails have got new numbers.</summary>
    private async Task<MailboxCursor> BeginAsync(Guid accountId, MailboxSettings settings, MailFolderState state, Lease lease, IMailbox mailbox, CancellationToken cancellationToken)
    {
        var known = await cursors.FindAsync(accountId, cancellationToken);
        if (known is not null && known.Folder == settings.Folder && known.UidValidity == state.UidValidity)
        {
            return known;
        }

        // A mailbox that was renumbered is gone through again from where the hub began with it; hashes keep out what is known (F29).
        var renumbered = known is not null && known.Folder == settings.Folder;
        var since = renumbered ? known!.Since : time.GetUtcNow().AddDays(-settings.FirstDays);
        var (first, last) = await RangeAsync(settings.FirstDays > 0 || renumbered, since, state, mailbox, cancellationToken);
        var cursor = new MailboxCursor(accountId, settings.Folder, state.UidValidity, first - 1, since, last);
        await cursors.SaveAsync(lease, cursor, [], cancellationToken);
        if (renumbered)
        {
            Log.Renumbered(logger, accountId);
            await health.RenumberedAsync(accountId, cancellationToken);
        }

        return cursor;
    }

    /// <summary>The first UID to look at, and the last one that was there already. The day before, since servers count days by their own clock.</summary>
    private static async Task<(uint First, uint Last)> RangeAsync(bool lookBack, DateTimeOffset since, MailFolderState state, IMailbox mailbox, CancellationToken cancellationToken)
    {
        var end = state.UidNext > 0 ? state.UidNext : (await mailbox.ListAfterAsync(0, int.MaxValue, cancellationToken)).Select(item => item.Uid).LastOrDefault() + 1;
        if (!lookBack)
        {
            return (end, end - 1);
        }

        var within = await mailbox.FindSinceAsync(DateOnly.FromDateTime(since.UtcDateTime).AddDays(-1), cancellationToken);
        return (within.Count > 0 ? Math.Min(within[0], end) : end, end - 1);
    }

    private async Task<MailboxCursor> TakeAsync(
        AccountEntry account, MailboxSettings settings, MailboxCursor cursor, IReadOnlyList<MailItem> found, Lease lease, IMailbox mailbox, CancellationToken cancellationToken)
    {
        var (taken, handled) = (new List<byte[]>(), new List<uint>());
        foreach (var item in found.Where(item => !cursor.PassesOver(item)))
        {
            if (await StoreAsync(account, cursor, item, mailbox, cancellationToken) is { } hash)
            {
                taken.Add(hash);
                handled.Add(item.Uid);
            }
        }

        if (handled.Count > 0)
        {
            await MarkAsync(account, settings, handled, mailbox, cancellationToken);
        }

        var moved = cursor with { LastUid = found[^1].Uid };
        await cursors.SaveAsync(lease, moved, taken, cancellationToken);
        return moved;
    }

    /// <summary>The mail's hash once it is safe, also when it was before; null when there is nothing to take.</summary>
    private async Task<byte[]?> StoreAsync(AccountEntry account, MailboxCursor cursor, MailItem item, IMailbox mailbox, CancellationToken cancellationToken)
    {
        var id = account.Account.Id;
        while (queue.IsFull)
        {
            await Task.Delay(WhenBusy, time, cancellationToken);
        }

        using var raw = new MemoryStream(item.Size is > 0 and < int.MaxValue && item.Size <= EmailAdapter.LargestLetter ? (int)item.Size : 0);
        try
        {
            if (item.Size > EmailAdapter.LargestLetter)
            {
                throw new MailException(MailFault.TooLarge);
            }

            if (!await mailbox.CopyToAsync(item.Uid, raw, EmailAdapter.LargestLetter, cancellationToken))
            {
                return null; // Somebody has deleted or moved it.
            }
        }
        catch (MailException exception) when (exception.Fault == MailFault.TooLarge)
        {
            await parked.ParkAsync(
                "inbound", id, "mailbox", $"mailbox/{id:N}/{cursor.UidValidity}/{item.Uid}", Encoding.UTF8.GetBytes($"UID {item.Uid}, {item.Size} bytes"),
                $"The mail is larger than {EmailAdapter.LargestLetter >> 20} MB. It is still in the mailbox.", CancellationToken.None);
            return null;
        }

        var body = raw.GetBuffer().AsMemory(0, (int)raw.Length);
        var hash = SHA256.HashData(body.Span);
        if (!await cursors.WasTakenAsync(id, hash, cancellationToken))
        {
            await writer.StoreAsync(id, $"imap/{cursor.UidValidity}/{item.Uid}/{Convert.ToHexStringLower(hash.AsSpan(0, 8))}", body.ToArray(), CancellationToken.None);
        }

        return hash;
    }

    /// <summary>A server that will not have its mails marked or moved must not keep them from being read.</summary>
    private async Task MarkAsync(AccountEntry account, MailboxSettings settings, List<uint> uids, IMailbox mailbox, CancellationToken cancellationToken)
    {
        try
        {
            switch (settings.Then)
            {
                case Collected.MarkSeen:
                    await mailbox.MarkSeenAsync(uids, cancellationToken);
                    break;
                case Collected.Move:
                    await mailbox.MoveAsync(uids, settings.MoveTo, cancellationToken);
                    break;
                case Collected.LeaveUntouched:
                    break;
            }
        }
        catch (MailException exception) when (exception.Fault == MailFault.Refused)
        {
            Log.NotMarked(logger, account.Account.Key, exception.Code);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4601, LogLevel.Warning, "The mailbox of account {AccountId} has got new numbers; it is gone through again, and what is known is left out")]
        public static partial void Renumbered(ILogger logger, Guid accountId);

        [LoggerMessage(4602, LogLevel.Warning, "Mails of {AccountKey} were taken and could not be marked or moved: {Code}")]
        public static partial void NotMarked(ILogger logger, string accountKey, string code);
    }
}
