namespace Hub.Channels.Email;

/// <summary>Opens mailboxes. The one thing that knows IMAP; everything it throws is a <see cref="MailException"/> or the caller's cancellation.</summary>
public interface IMailboxes
{
    /// <summary>Connects and signs in. The session belongs to the caller, who disposes it; it is used by one caller at a time.</summary>
    Task<IMailbox> OpenAsync(ChannelAccount account, CancellationToken cancellationToken);

    /// <summary>A real sign-in that shows whether address, certificate, credentials and folder are right.</summary>
    Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken);
}

/// <summary>
/// A signed-in IMAP session (RFC 3501; IDLE 2177, UIDPLUS 4315, MOVE 6851, SPECIAL-USE 6154 where offered). Every call has a deadline of its own.
/// After a <see cref="MailException"/> other than <see cref="MailFault.Refused"/> and <see cref="MailFault.TooLarge"/> the session is dead.
/// </summary>
public interface IMailbox : IAsyncDisposable
{
    /// <summary>All folders one can open, with what they are for.</summary>
    Task<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken);

    /// <summary>Opens a folder; the calls below work on it.</summary>
    /// <param name="path">As people write it ("INBOX", "サポート/未処理"), not in modified UTF-7.</param>
    /// <param name="readOnly">Nothing in it will be changed, not even flags.</param>
    Task<MailFolderState> SelectAsync(string path, bool readOnly, CancellationToken cancellationToken);

    /// <summary>Messages with a greater UID, ascending, at most <paramref name="limit"/>. 0 asks for all.</summary>
    Task<IReadOnlyList<MailItem>> ListAfterAsync(uint uid, int limit, CancellationToken cancellationToken);

    /// <summary>UIDs, ascending, of what came in on or after a day by the server's calendar.</summary>
    Task<IReadOnlyList<uint>> FindSinceAsync(DateOnly day, CancellationToken cancellationToken);

    /// <summary>
    /// Copies a message's raw bytes without marking it as seen. False when it no longer exists.
    /// </summary>
    /// <exception cref="MailException"><see cref="MailFault.TooLarge"/>: more than <paramref name="maxBytes"/>; the destination holds a part.</exception>
    Task<bool> CopyToAsync(uint uid, Stream destination, long maxBytes, CancellationToken cancellationToken);

    /// <summary>Sets \Seen. Messages that are gone count as done.</summary>
    Task MarkSeenAsync(IReadOnlyCollection<uint> uids, CancellationToken cancellationToken);

    /// <summary>Moves to another folder of the same mailbox, which is made when it is missing: MOVE, else copy and delete exactly these.</summary>
    Task MoveAsync(IReadOnlyCollection<uint> uids, string path, CancellationToken cancellationToken);

    /// <summary>Files a message as read, as SMTP does not do it: for sent mail.</summary>
    Task AppendAsync(string path, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>
    /// Returns when the server says that something has come, at the latest after <paramref name="atMost"/>. With IDLE where offered, else it only
    /// waits. A connection that has silently died is noticed: the server is asked at the end, and must answer within the deadline.
    /// </summary>
    Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken);
}

/// <summary>What a folder is for (RFC 6154).</summary>
public enum MailFolderUse { Other, Inbox, Sent, Drafts, Junk, Trash, Archive, All }

/// <param name="Path">The full name as people write it, with the server's own separator.</param>
public sealed record MailFolder(string Path, MailFolderUse Use);

/// <param name="UidValidity">UIDs mean something only together with it (RFC 3501 section 2.3.1.1).</param>
/// <param name="UidNext">The next message's UID will be this or greater; 0 when the server does not say.</param>
public sealed record MailFolderState(uint UidValidity, uint UidNext, int Count);

/// <param name="Size">Bytes as the server counts them.</param>
/// <param name="ReceivedAt">The server's own date of arrival, not what the sender claims.</param>
public sealed record MailItem(uint Uid, long Size, DateTimeOffset? ReceivedAt, bool Seen);
