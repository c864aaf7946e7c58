namespace Hub.Simulator.Mail;

/// <summary>A mailbox the hub signs in to: folders by their name on the wire, each with its mails in order of arrival.</summary>
internal sealed class MailBox(string address, string password, uint uidValidity)
{
    private readonly Dictionary<string, MailFolder> folders = new(StringComparer.Ordinal) { ["INBOX"] = new(""), ["Sent"] = new("\\Sent"), ["Junk"] = new("\\Junk"), ["Trash"] = new("\\Trash") };
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Lock Gate { get; } = new();

    public string Address { get; } = address;

    public string Password { get; } = password;

    public uint UidValidity { get; set; } = uidValidity;

    public uint NextUid { get; private set; } = 1;

    public IReadOnlyDictionary<string, MailFolder> Folders => folders;

    /// <summary>Completes with the next change; ask before looking.</summary>
    public Task Changed
    {
        get
        {
            lock (Gate)
            {
                return changed.Task;
            }
        }
    }

    public MailFolder Folder(string name) => folders.TryGetValue(name, out var folder) ? folder : folders[name] = new MailFolder("");

    /// <summary>Under the gate.</summary>
    public PlacedMail Add(string folder, string id, DateTimeOffset at, int size, bool seen, uint? uid = null)
    {
        var placed = new PlacedMail(id, uid ?? NextUid, at, size) { Seen = seen };
        NextUid = Math.Max(NextUid, placed.Uid + 1);
        Folder(folder).Mails.Add(placed);
        Tell();
        return placed;
    }

    public void Tell()
    {
        var before = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }
}

/// <param name="Use">The special-use attribute, or nothing.</param>
internal sealed record MailFolder(string Use)
{
    public List<PlacedMail> Mails { get; } = [];
}

/// <summary>A mail at its place in a mailbox.</summary>
internal sealed class PlacedMail(string id, uint uid, DateTimeOffset at, int size)
{
    public string Id { get; } = id;
    public uint Uid { get; } = uid;
    public DateTimeOffset At { get; } = at;
    public int Size { get; } = size;
    public bool Seen { get; set; }
    public bool Deleted { get; set; }
}
