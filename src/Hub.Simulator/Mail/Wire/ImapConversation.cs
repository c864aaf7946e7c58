using System.Globalization;

namespace Hub.Simulator.Mail;

/// <summary>One IMAP connection: RFC 3501 as far as mail clients use it, with IDLE, UIDPLUS, MOVE and SPECIAL-USE.</summary>
internal sealed class ImapConversation(MailWire wire, MailWorld world)
{
    private const string Capabilities = "IMAP4rev1 SASL-IR LITERAL+ IDLE UIDPLUS MOVE SPECIAL-USE AUTH=PLAIN AUTH=XOAUTH2";
    private MailBox? box;
    private ImapSelection? selected;

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (world.Faults.Settings.ImapDown)
        {
            return;
        }
        await wire.SayAsync($"* OK [CAPABILITY {Capabilities}] ready", cancellation);
        while (await ImapCommand.ReadAsync(wire, cancellation) is { } command)
        {
            if (world.Faults.Settings.ImapDown)
            {
                return;
            }
            if (command.Verb == "IDLE" && selected is not null)
            {
                await IdleAsync(command, selected, cancellation);
                continue;
            }
            var answer = box is null ? await BeforeSignInAsync(command, cancellation) : await AfterSignInAsync(command, box, cancellation);
            await wire.SayAsync($"{command.Tag} {answer}", cancellation);
            if (command.Verb == "LOGOUT")
            {
                return;
            }
        }
    }

    private async Task<string> BeforeSignInAsync(ImapCommand command, CancellationToken cancellation)
    {
        switch (command.Verb)
        {
            case "CAPABILITY":
                await wire.SayAsync($"* CAPABILITY {Capabilities}", cancellation);
                return "OK done";
            case "LOGIN" when command.Words is [var user, var password]:
                return SignedIn(MailSignIn.Check(world, user, password));
            case "AUTHENTICATE" when command.Words.Count > 0:
                var given = command.Words.Count > 1 ? command.Words[1] : await AskAsync(cancellation);
                return SignedIn(command.Words[0].ToUpperInvariant() switch { "PLAIN" => MailSignIn.Plain(world, given), "XOAUTH2" => MailSignIn.Token(world, given), _ => null });
            case "LOGOUT":
                await wire.SayAsync("* BYE", cancellation);
                return "OK bye";
            case "NOOP" or "ID":
                return "OK done";
            default:
                return "BAD sign in first";
        }
    }

    private string SignedIn(MailBox? found)
    {
        box = found;
        return found is null ? "NO [AUTHENTICATIONFAILED] not these credentials" : $"OK [CAPABILITY {Capabilities}] welcome";
    }

    private async Task<string> AskAsync(CancellationToken cancellation)
    {
        await wire.SayAsync("+ ", cancellation);
        return await wire.TextAsync(cancellation) ?? "";
    }

    private async Task<string> AfterSignInAsync(ImapCommand command, MailBox mine, CancellationToken cancellation)
    {
        switch (command.Verb)
        {
            case "CAPABILITY":
                await wire.SayAsync($"* CAPABILITY {Capabilities}", cancellation);
                return "OK done";
            case "LIST" or "LSUB":
                await ListAsync(command, mine, cancellation);
                return "OK done";
            case "CREATE" when command.Words is [var name]:
                lock (mine.Gate)
                {
                    mine.Folder(name);
                }
                return "OK done";
            case "SELECT" or "EXAMINE" when command.Words.Count > 0:
                return await SelectAsync(command, mine, cancellation);
            case "CLOSE" or "UNSELECT":
                selected = null;
                return "OK done";
            case "APPEND" when command.Words.Count > 0 && command.Literals.Count > 0:
                var placed = world.Append(mine, command.Words[0], command.Literals[^1], command.Line.Contains("\\Seen", StringComparison.OrdinalIgnoreCase));
                return string.Create(CultureInfo.InvariantCulture, $"OK [APPENDUID {mine.UidValidity} {placed.Uid}] done");
            case "UID" when selected is not null && command.Words.Count > 1:
                return await selected.UidAsync(command, cancellation);
            case "NOOP" or "CHECK":
                await SyncAsync(cancellation);
                return "OK done";
            case "ID" or "ENABLE":
                return "OK done";
            case "LOGOUT":
                await wire.SayAsync("* BYE", cancellation);
                return "OK bye";
            default:
                return "BAD not known";
        }
    }

    private async Task ListAsync(ImapCommand command, MailBox mine, CancellationToken cancellation)
    {
        var pattern = command.Words.Count > 0 ? command.Words[^1] : "";
        if (pattern.Length == 0)
        {
            await wire.SayAsync("* LIST (\\Noselect) \"/\" \"\"", cancellation);
            return;
        }
        List<(string Name, string Use)> folders;
        lock (mine.Gate)
        {
            folders = [.. mine.Folders.Select(folder => (folder.Key, folder.Value.Use))];
        }
        var specialOnly = command.Line.Contains("(SPECIAL-USE)", StringComparison.OrdinalIgnoreCase);
        foreach (var (name, use) in folders.Where(folder => (pattern is "*" or "%" || folder.Name == pattern) && (!specialOnly || folder.Use.Length > 0)))
        {
            await wire.SayAsync($"* LIST (\\HasNoChildren{(use.Length > 0 ? " " + use : "")}) \"/\" \"{name}\"", cancellation);
        }
    }

    private async Task<string> SelectAsync(ImapCommand command, MailBox mine, CancellationToken cancellation)
    {
        var name = command.Words[0].Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : command.Words[0];
        lock (mine.Gate)
        {
            if (!mine.Folders.ContainsKey(name))
            {
                return "NO [NONEXISTENT] no such folder";
            }
        }
        selected = new ImapSelection(wire, world, mine, name);
        await wire.SayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"* {selected.Count} EXISTS\r\n* 0 RECENT\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n* OK [UIDVALIDITY {mine.UidValidity}] ok\r\n* OK [UIDNEXT {mine.NextUid}] ok"), cancellation);
        return command.Verb == "EXAMINE" ? "OK [READ-ONLY] done" : "OK [READ-WRITE] done";
    }

    private async Task SyncAsync(CancellationToken cancellation)
    {
        if (selected is not null)
        {
            await selected.SyncAsync(cancellation);
        }
    }

    private async Task IdleAsync(ImapCommand command, ImapSelection selection, CancellationToken cancellation)
    {
        await wire.SayAsync("+ idling", cancellation);
        var done = wire.TextAsync(cancellation);
        while (!done.IsCompleted)
        {
            var changed = box!.Changed;
            if (!world.Faults.Settings.SilentIdle)
            {
                await selection.SyncAsync(cancellation);
            }
            await Task.WhenAny(done, changed);
        }
        if (await done is null)
        {
            throw new IOException("The client has gone.");
        }
        if (world.Faults.Settings.SilentIdle)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
        await wire.SayAsync($"{command.Tag} OK done", cancellation);
    }
}
