using System.Collections.Concurrent;
using Hub.Channels;
using Hub.Channels.Email;

namespace Hub.Server.Tests.Conversations.Mailboxes;

/// <summary>Real mailboxes whose connection ends where a test wants it, once per test's wish.</summary>
internal sealed class BreakingMailboxes(IMailboxes inner) : IMailboxes
{
    private int opened;

    /// <summary>"copy", "copied", "mark" or "marked": the connection ends there, once. "keep": the machine does not let the mail be kept.</summary>
    public ConcurrentQueue<string> Breaks { get; } = new();

    public int Opened => Volatile.Read(ref opened);

    public async Task<IMailbox> OpenAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref opened);
        return new Breaking(await inner.OpenAsync(account, cancellationToken), this);
    }

    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => inner.CheckAsync(account, cancellationToken);

    private void At(string place)
    {
        if (Breaks.TryPeek(out var wanted) && wanted == place && Breaks.TryDequeue(out _))
        {
            throw place == "keep" ? new UnauthorizedAccessException() : new MailException(MailFault.ConnectionLost);
        }
    }

    private sealed class Breaking(IMailbox mailbox, BreakingMailboxes owner) : IMailbox
    {
        public Task<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken) => mailbox.ListFoldersAsync(cancellationToken);

        public Task<MailFolderState> SelectAsync(string path, bool readOnly, CancellationToken cancellationToken) => mailbox.SelectAsync(path, readOnly, cancellationToken);

        public Task<IReadOnlyList<MailItem>> ListAfterAsync(uint uid, int limit, CancellationToken cancellationToken) => mailbox.ListAfterAsync(uid, limit, cancellationToken);

        public Task<IReadOnlyList<uint>> FindSinceAsync(DateOnly day, CancellationToken cancellationToken) => mailbox.FindSinceAsync(day, cancellationToken);

        public async Task<bool> CopyToAsync(uint uid, Stream destination, long maxBytes, CancellationToken cancellationToken)
        {
            owner.At("copy");
            var found = await mailbox.CopyToAsync(uid, destination, maxBytes, cancellationToken);
            owner.At("copied");
            owner.At("keep");
            return found;
        }

        public async Task MarkSeenAsync(IReadOnlyCollection<uint> uids, CancellationToken cancellationToken)
        {
            owner.At("mark");
            await mailbox.MarkSeenAsync(uids, cancellationToken);
            owner.At("marked");
        }

        public async Task MoveAsync(IReadOnlyCollection<uint> uids, string path, CancellationToken cancellationToken)
        {
            owner.At("mark");
            await mailbox.MoveAsync(uids, path, cancellationToken);
            owner.At("marked");
        }

        public Task AppendAsync(string path, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => mailbox.AppendAsync(path, message, cancellationToken);

        public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => mailbox.WaitAsync(atMost, cancellationToken);

        public ValueTask DisposeAsync() => mailbox.DisposeAsync();
    }
}
