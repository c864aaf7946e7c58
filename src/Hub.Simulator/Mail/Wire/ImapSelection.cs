using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Simulator.Mail;

/// <summary>A selected folder as this connection has been told of it, and the commands that work on UIDs.</summary>
internal sealed partial class ImapSelection
{
    private readonly MailWire wire;
    private readonly MailWorld world;
    private readonly MailBox box;
    private readonly string name;
    private List<PlacedMail> told;

    public ImapSelection(MailWire wire, MailWorld world, MailBox box, string name)
    {
        (this.wire, this.world, this.box, this.name) = (wire, world, box, name);
        told = Now();
    }

    public int Count => told.Count;

    /// <summary>Says what has gone and what has come since.</summary>
    public async Task SyncAsync(CancellationToken cancellation)
    {
        var now = Now();
        for (var i = told.Count - 1; i >= 0; i--)
        {
            if (!now.Contains(told[i]))
            {
                told.RemoveAt(i);
                await wire.SayAsync(string.Create(CultureInfo.InvariantCulture, $"* {i + 1} EXPUNGE"), cancellation);
            }
        }
        if (now.Count > told.Count)
        {
            told = now;
            await wire.SayAsync(string.Create(CultureInfo.InvariantCulture, $"* {now.Count} EXISTS"), cancellation);
        }
    }

    public async Task<string> UidAsync(ImapCommand command, CancellationToken cancellation)
    {
        if (command.Words[0].Equals("SEARCH", StringComparison.OrdinalIgnoreCase))
        {
            await SyncAsync(cancellation);
            await wire.SayAsync("* SEARCH" + string.Concat(Search(command).Select(mail => string.Create(CultureInfo.InvariantCulture, $" {mail.Uid}"))), cancellation);
            return "OK done";
        }
        var mails = ImapCommand.InSet(command.Words[1], told).ToList();
        switch (command.Words[0].ToUpperInvariant())
        {
            case "FETCH":
                foreach (var mail in mails)
                {
                    await FetchAsync(mail, command.Line, cancellation);
                }
                return "OK done";
            case "STORE":
                Store(command, mails);
                return "OK done";
            case "MOVE" when command.Words.Count > 2:
                return await MoveAsync(mails, command.Words[2], cancellation);
            case "EXPUNGE":
                lock (box.Gate)
                {
                    mails.ForEach(mail => box.Folder(name).Mails.Remove(mail));
                }
                await SyncAsync(cancellation);
                return "OK done";
            default:
                return "BAD not known";
        }
    }

    private IEnumerable<PlacedMail> Search(ImapCommand command)
    {
        IEnumerable<PlacedMail> found = told;
        for (var i = 1; i < command.Words.Count - 1; i++)
        {
            var (key, value) = (command.Words[i].Trim('(', ')').ToUpperInvariant(), command.Words[i + 1].Trim('(', ')'));
            if (key == "UID")
            {
                found = ImapCommand.InSet(value, told);
            }
            else if (key == "SINCE" && DateOnly.TryParseExact(value, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                found = found.Where(mail => DateOnly.FromDateTime(mail.At.UtcDateTime) >= day);
            }
        }
        return found;
    }

    private async Task FetchAsync(PlacedMail mail, string line, CancellationToken cancellation)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"* {told.IndexOf(mail) + 1} FETCH (UID {mail.Uid}");
        if (Body().Match(line) is not { Success: true } body)
        {
            await wire.SayAsync(string.Create(CultureInfo.InvariantCulture, $"{head} RFC822.SIZE {mail.Size} FLAGS ({Flags(mail)}) INTERNALDATE \"{mail.At.UtcDateTime:dd-MMM-yyyy HH:mm:ss} +0000\")"), cancellation);
            return;
        }
        var raw = world.Raw(mail.Id).AsMemory();
        var (from, label) = (0, "");
        if (body.Groups[1].Success)
        {
            from = Math.Min(int.Parse(body.Groups[1].ValueSpan, CultureInfo.InvariantCulture), raw.Length);
            label = $"<{body.Groups[1].Value}>";
            raw = raw.Slice(from, Math.Min(int.Parse(body.Groups[2].ValueSpan, CultureInfo.InvariantCulture), raw.Length - from));
        }
        await wire.SayAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head} BODY[]{label} {{{raw.Length}}}\r\n")), cancellation);
        await wire.SayAsync(raw, cancellation);
        await wire.SayAsync(")", cancellation);
    }

    private void Store(ImapCommand command, List<PlacedMail> mails)
    {
        var (on, line) = (!command.Words[2].StartsWith('-'), command.Line);
        lock (box.Gate)
        {
            foreach (var mail in mails)
            {
                mail.Seen = line.Contains("\\Seen", StringComparison.OrdinalIgnoreCase) ? on : mail.Seen;
                mail.Deleted = line.Contains("\\Deleted", StringComparison.OrdinalIgnoreCase) ? on : mail.Deleted;
                world.Changed(box, name, mail);
            }
        }
    }

    private async Task<string> MoveAsync(List<PlacedMail> mails, string to, CancellationToken cancellation)
    {
        lock (box.Gate)
        {
            if (!box.Folders.ContainsKey(to))
            {
                return "NO [TRYCREATE] no such folder";
            }
        }
        var moved = mails.Select(mail => (From: mail.Uid, To: world.Move(box, box.Folder(name), mail, to).Uid)).ToList();
        if (moved.Count > 0)
        {
            await wire.SayAsync(string.Create(CultureInfo.InvariantCulture, $"* OK [COPYUID {box.UidValidity} {string.Join(',', moved.Select(pair => pair.From))} {string.Join(',', moved.Select(pair => pair.To))}] moved"), cancellation);
        }
        await SyncAsync(cancellation);
        return "OK done";
    }

    private List<PlacedMail> Now()
    {
        lock (box.Gate)
        {
            return [.. box.Folder(name).Mails];
        }
    }

    private static string Flags(PlacedMail mail) => string.Join(' ', new[] { mail.Seen ? "\\Seen" : null, mail.Deleted ? "\\Deleted" : null }.OfType<string>());

    [GeneratedRegex("BODY(?:\\.PEEK)?\\[\\](?:<(\\d{1,9})\\.(\\d{1,9})>)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Body();
}
