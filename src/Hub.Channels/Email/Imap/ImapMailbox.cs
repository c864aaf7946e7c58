using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;

namespace Hub.Channels.Email.Imap;

/// <summary>One signed-in session over MailKit's client.</summary>
internal sealed class ImapMailbox(ImapClient client, MeteredStream stream, TimeProvider time) : IMailbox
{
    // Providers end an IDLE after 10 to 29 minutes; this is short because its end is also the question whether anybody is still there (F30).
    private static readonly TimeSpan _longestIdle = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _leave = TimeSpan.FromSeconds(2);
    private const int Chunk = 1024 * 1024;

    private IMailFolder? _folder;
    private volatile bool _news;
    private CancellationTokenSource? _idling;

    public Task<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken) => AskAsync<IReadOnlyList<MailFolder>>(async token =>
    {
        var folders = new List<MailFolder>();
        foreach (var space in client.PersonalNamespaces.Concat(client.SharedNamespaces))
        {
            folders.AddRange((await client.GetFoldersAsync(space, cancellationToken: token)).Where(Selectable).Select(folder => new MailFolder(folder.FullName, Use(folder))));
        }

        if (!folders.Exists(folder => folder.Use == MailFolderUse.Inbox))
        {
            folders.Insert(0, new MailFolder(client.Inbox!.FullName, MailFolderUse.Inbox));
        }

        return folders;
    }, cancellationToken);

    public Task<MailFolderState> SelectAsync(string path, bool readOnly, CancellationToken cancellationToken) => AskAsync(async token =>
    {
        var folder = path.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? client.Inbox! : await client.GetFolderAsync(path, token);
        if (_folder is { } before)
        {
            before.CountChanged -= OnNews;
        }

        await folder.OpenAsync(readOnly ? FolderAccess.ReadOnly : FolderAccess.ReadWrite, token);
        folder.CountChanged += OnNews;
        _folder = folder;
        return new MailFolderState(folder.UidValidity, folder.UidNext?.Id ?? 0, folder.Count);
    }, cancellationToken);

    public Task<IReadOnlyList<MailItem>> ListAfterAsync(uint uid, int limit, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<MailItem>>(async token =>
    {
        _news = false;
        if (uid == uint.MaxValue)
        {
            return [];
        }

        // "n:*" names the newest message even when its UID is below n.
        var range = new UniqueIdRange(new UniqueId(uid + 1), UniqueId.MaxValue);
        var found = (await Folder.SearchAsync(SearchQuery.Uids(range), token)).Where(id => id.Id > uid).Order().Take(limit).ToList();
        if (found.Count == 0)
        {
            return [];
        }

        var summaries = await Folder.FetchAsync(found, MessageSummaryItems.UniqueId | MessageSummaryItems.Size | MessageSummaryItems.InternalDate | MessageSummaryItems.Flags, token);
        return [.. summaries.Where(item => item.UniqueId.Id > uid).OrderBy(item => item.UniqueId.Id)
            .Select(item => new MailItem(item.UniqueId.Id, item.Size ?? 0, item.InternalDate, item.Flags?.HasFlag(MessageFlags.Seen) == true))];
    }, cancellationToken);

    public Task<IReadOnlyList<uint>> FindSinceAsync(DateOnly day, CancellationToken cancellationToken) => AskAsync<IReadOnlyList<uint>>(async token =>
        [.. (await Folder.SearchAsync(SearchQuery.DeliveredAfter(day.ToDateTime(TimeOnly.MinValue)), token)).Select(id => id.Id).Order()], cancellationToken);

    public async Task<bool> CopyToAsync(uint uid, Stream destination, long maxBytes, CancellationToken cancellationToken)
    {
        // Piece by piece: each has the time and the memory of one piece, however large the mail is.
        for (long offset = 0; ;)
        {
            var piece = await AskAsync(async token =>
            {
                try
                {
                    return await Folder.GetStreamAsync(new UniqueId(uid), "", checked((int)offset), Chunk, token);
                }
                catch (MessageNotFoundException)
                {
                    return null;
                }
            }, cancellationToken);
            if (piece is null)
            {
                // Some servers answer a question beyond the end with nothing at all. What is gone by now was not copied whole.
                return offset > 0 && await ExistsAsync(uid, cancellationToken);
            }

            await using (piece)
            {
                if (offset + piece.Length > maxBytes)
                {
                    throw new MailException(MailFault.TooLarge);
                }

                await piece.CopyToAsync(destination, cancellationToken);
                offset += piece.Length;
                if (piece.Length < Chunk)
                {
                    return true;
                }
            }
        }
    }

    public Task MarkSeenAsync(IReadOnlyCollection<uint> uids, CancellationToken cancellationToken) => AskAsync(async token =>
    {
        await Folder.AddFlagsAsync(Ids(uids), MessageFlags.Seen, silent: true, token);
        return true;
    }, cancellationToken);

    public Task MoveAsync(IReadOnlyCollection<uint> uids, string path, CancellationToken cancellationToken) => AskAsync(async token =>
    {
        await Folder.MoveToAsync(Ids(uids), await FindOrMakeAsync(path, token), token);
        return true;
    }, cancellationToken);

    public Task AppendAsync(string path, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => AskAsync(async token =>
    {
        using var parsed = await MimeMessage.LoadAsync(new MemoryStream(message.ToArray(), writable: false), persistent: true, token);
        await (await FindOrMakeAsync(path, token)).AppendAsync(parsed, MessageFlags.Seen, token);
        return true;
    }, cancellationToken);

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_news)
        {
            return;
        }

        var wait = atMost < _longestIdle ? atMost : _longestIdle;
        if (!client.Capabilities.HasFlag(ImapCapabilities.Idle))
        {
            await Task.Delay(wait, time, cancellationToken);
            await AskAsync(async token =>
            {
                await client.NoOpAsync(token);
                return true;
            }, cancellationToken);
            return;
        }

        using var done = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(done.Token, cancellationToken);
        _idling = done;
        try
        {
            // What came between the last question and here has set the mark already.
            if (!_news)
            {
                await AskAsync(async token =>
                {
                    await client.IdleAsync(either.Token, token);
                    return true;
                }, CancellationToken.None, wait + _answer);
            }
        }
        finally
        {
            _idling = null;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    public async ValueTask DisposeAsync()
    {
        using var moment = new CancellationTokenSource(_leave, time);
        try
        {
            await client.DisconnectAsync(quit: true, moment.Token);
        }
        catch (Exception e) when (MailFaults.Of(e) is not null)
        {
            // Gone is gone.
        }

        client.Dispose();
    }

    private Task<bool> ExistsAsync(uint uid, CancellationToken cancellationToken) => AskAsync(
        async token => (await Folder.SearchAsync(SearchQuery.Uids([new UniqueId(uid)]), token)).Count > 0, cancellationToken);

    private IMailFolder Folder => _folder ?? throw new InvalidOperationException("No folder is open.");

    private void OnNews(object? sender, EventArgs e)
    {
        _news = true;
        try
        {
            _idling?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had just ended by itself.
        }
    }

    private async Task<IMailFolder> FindOrMakeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetFolderAsync(path, cancellationToken);
        }
        catch (FolderNotFoundException)
        {
            var folder = client.GetFolder(client.PersonalNamespaces[0]);
            foreach (var name in path.Split(client.PersonalNamespaces[0].DirectorySeparator))
            {
                folder = (await folder.GetSubfoldersAsync(false, cancellationToken)).FirstOrDefault(child => child.Name == name)
                    ?? await folder.CreateAsync(name, isMessageFolder: true, cancellationToken)
                    ?? throw new MailException(MailFault.Refused, "no_such_folder");
            }

            return folder;
        }
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        stream.Allow(MeteredStream.Talk);
        using var deadline = new Deadline(limit ?? _answer, time, cancellationToken);
        try
        {
            return await question(deadline.Token);
        }
        catch (Exception e) when (!deadline.CancelledByCaller)
        {
            throw MailFaults.Of(e);
        }
    }

    private static List<UniqueId> Ids(IReadOnlyCollection<uint> uids) => [.. uids.Select(uid => new UniqueId(uid))];

    private static bool Selectable(IMailFolder folder) => (folder.Attributes & (FolderAttributes.NoSelect | FolderAttributes.NonExistent)) == 0;

    private static MailFolderUse Use(IMailFolder folder) =>
        folder.Attributes.HasFlag(FolderAttributes.Inbox) || folder.FullName.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? MailFolderUse.Inbox
        : folder.Attributes.HasFlag(FolderAttributes.Sent) ? MailFolderUse.Sent
        : folder.Attributes.HasFlag(FolderAttributes.Drafts) ? MailFolderUse.Drafts
        : folder.Attributes.HasFlag(FolderAttributes.Junk) ? MailFolderUse.Junk
        : folder.Attributes.HasFlag(FolderAttributes.Trash) ? MailFolderUse.Trash
        : folder.Attributes.HasFlag(FolderAttributes.Archive) ? MailFolderUse.Archive
        : folder.Attributes.HasFlag(FolderAttributes.All) ? MailFolderUse.All
        : MailFolderUse.Other;
}
