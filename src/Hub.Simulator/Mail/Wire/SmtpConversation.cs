using System.Text.RegularExpressions;
using MimeKit;

namespace Hub.Simulator.Mail;

/// <summary>One SMTP connection: RFC 5321 with SIZE, 8BITMIME, SMTPUTF8, DSN, PIPELINING and AUTH, and the faults that are set.</summary>
internal sealed partial class SmtpConversation(MailWire wire, MailWorld world, TimeProvider clock)
{
    private const int Largest = 50_000_000;
    private bool signedIn;
    private bool hasSender;
    private string? sender;
    private string? envelopeId;
    private readonly List<MailTransactionRecipient> recipients = [];

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (world.Faults.TakeHangUp("connect") is not null)
        {
            return;
        }
        if (world.Faults.TakeReply("connect") is { } busy)
        {
            await AnswerAsync($"{busy.Status} 4.3.2 Not now", cancellation);
            return;
        }
        await AnswerAsync("220 mail.simulator ESMTP", cancellation);
        while (await wire.TextAsync(cancellation) is { } line)
        {
            var verb = line.Split(' ', 2)[0].ToUpperInvariant();
            if (verb == "QUIT")
            {
                await AnswerAsync("221 2.0.0 Bye", cancellation);
                return;
            }
            var step = verb.ToLowerInvariant();
            if (world.Faults.TakeHangUp(step) is not null)
            {
                Note("hung_up", null, 0, null);
                return;
            }
            if (world.Faults.TakeReply(step) is { } fault)
            {
                await RefuseAsync(verb, line, fault.Status, cancellation);
                continue;
            }
            if (!await HandleAsync(verb, line, cancellation))
            {
                return;
            }
        }
    }

    private async Task<bool> HandleAsync(string verb, string line, CancellationToken cancellation)
    {
        switch (verb)
        {
            case "EHLO" or "HELO":
                Reset();
                await AnswerAsync(verb == "HELO" ? "250 mail.simulator" : $"250-mail.simulator\r\n250-PIPELINING\r\n250-SIZE {Largest}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN XOAUTH2", cancellation);
                return true;
            case "AUTH":
                await SignInAsync(line, cancellation);
                return true;
            case "MAIL" when !signedIn:
                await AnswerAsync("530 5.7.0 Authentication required", cancellation);
                return true;
            case "MAIL" when Path().Match(line) is { Success: true } match:
                Reset();
                (hasSender, sender) = (true, match.Groups[1].Value is { Length: > 0 } address ? address : null);
                envelopeId = EnvelopeId().Match(line) is { Success: true } id ? id.Groups[1].Value : null;
                await AnswerAsync("250 2.1.0 Ok", cancellation);
                return true;
            case "RCPT" when hasSender && Path().Match(line) is { Success: true } match:
                var (reply, text) = Judge(match.Groups[1].Value);
                recipients.Add(new MailTransactionRecipient(Unquoted(match.Groups[1].Value), reply));
                await AnswerAsync($"{reply} {text}", cancellation);
                return true;
            case "DATA" when recipients.Exists(recipient => recipient.Reply == 250):
                return await TakeAsync(cancellation);
            case "RSET":
                Reset();
                await AnswerAsync("250 2.0.0 Ok", cancellation);
                return true;
            case "NOOP":
                await AnswerAsync("250 2.0.0 Ok", cancellation);
                return true;
            default:
                await AnswerAsync(verb is "MAIL" or "RCPT" or "DATA" ? "503 5.5.1 Not now" : "502 5.5.2 Not known", cancellation);
                return true;
        }
    }

    /// <summary>Nobody lives at addresses that say so.</summary>
    private static (int Reply, string Text) Judge(string address) => Unquoted(address).Split('@')[0].ToLowerInvariant() switch
    {
        "nobody" => (550, "5.1.1 No such user"),
        "full" => (452, "4.2.2 Mailbox full"),
        _ => (250, "2.1.5 Ok"),
    };

    private async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        await AnswerAsync("354 Go on", cancellation);
        var letter = new MemoryStream();
        while (true)
        {
            if (await wire.LineAsync(cancellation) is not { } line)
            {
                return false;
            }
            if (line is [(byte)'.'])
            {
                break;
            }
            letter.Write(line is [(byte)'.', ..] ? line.AsSpan(1) : line);
            letter.Write("\r\n"u8);
            if (letter.Length > Largest)
            {
                await AnswerAsync("552 5.3.4 Too big", cancellation);
                return false;
            }
        }
        var raw = letter.ToArray();
        if (world.Faults.TakeHangUp("end") is { } hangUp)
        {
            Finish(hangUp.Keep ? "kept" : "hung_up", null, raw, hangUp.Keep);
            return false;
        }
        if (world.Faults.TakeReply("end") is { } fault)
        {
            Finish("refused", fault.Status, raw, fault.Keep);
            await AnswerAsync($"{fault.Status} {(fault.Status < 500 ? "4.3.0 Later" : "5.7.1 Not wanted")}", cancellation);
            return fault.Status != 421;
        }
        Finish("accepted", 250, raw, deliver: true);
        await AnswerAsync("250 2.0.0 Taken", cancellation);
        return true;
    }

    private void Finish(string outcome, int? reply, byte[] raw, bool deliver)
    {
        Note(outcome, reply, raw.Length, HeaderOf(raw, "Message-Id"));
        if (deliver)
        {
            world.Deliver(raw, recipients.Where(recipient => recipient.Reply == 250).Select(recipient => recipient.Address));
        }
        Reset();
    }

    private async Task RefuseAsync(string verb, string line, int status, CancellationToken cancellation)
    {
        if (verb == "RCPT" && Path().Match(line) is { Success: true } match)
        {
            recipients.Add(new MailTransactionRecipient(Unquoted(match.Groups[1].Value), status));
        }
        else
        {
            Note("refused", status, 0, null);
        }
        await AnswerAsync($"{status} {(status < 500 ? "4.7.1 Later" : "5.7.1 No")}", cancellation);
    }

    private async Task SignInAsync(string line, CancellationToken cancellation)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var way = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        MailBox? box = null;
        if (way is "PLAIN" or "XOAUTH2")
        {
            var given = words.Length > 2 ? words[2] : await AskAsync("", cancellation);
            box = way == "PLAIN" ? MailSignIn.Plain(world, given) : MailSignIn.Token(world, given);
        }
        else if (way == "LOGIN")
        {
            var user = words.Length > 2 ? words[2] : await AskAsync("VXNlcm5hbWU6", cancellation);
            var password = await AskAsync("UGFzc3dvcmQ6", cancellation);
            box = MailSignIn.Check(world, MailSignIn.Decode(user) ?? "", MailSignIn.Decode(password) ?? "");
        }
        signedIn = box is not null;
        await AnswerAsync(signedIn ? "235 2.7.0 Welcome" : "535 5.7.8 Not these credentials", cancellation);
    }

    private async Task<string> AskAsync(string challenge, CancellationToken cancellation)
    {
        await AnswerAsync("334 " + challenge, cancellation);
        return await wire.TextAsync(cancellation) ?? "";
    }

    private async Task AnswerAsync(string text, CancellationToken cancellation)
    {
        if (world.Faults.Settings.SlowMs is > 0 and var slow)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(slow), clock, cancellation);
        }
        await wire.SayAsync(text, cancellation);
    }

    private void Note(string outcome, int? reply, int size, string? messageId) =>
        world.Note(new MailTransaction(clock.GetUtcNow(), sender, [.. recipients], outcome, reply, size, messageId, envelopeId));

    private void Reset()
    {
        (hasSender, sender, envelopeId) = (false, null, null);
        recipients.Clear();
    }

    private static string? HeaderOf(byte[] raw, string name)
    {
        try
        {
            return HeaderList.Load(new MemoryStream(raw))[name];
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Old carrier addresses come in quotes.</summary>
    private static string Unquoted(string address) => address.StartsWith('"') && address.LastIndexOf("\"@", StringComparison.Ordinal) is var quote and > 0 ? address[1..quote] + address[(quote + 1)..] : address;

    [GeneratedRegex("^(?:MAIL FROM|RCPT TO):\\s*<([^>\\s]*)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex("\\sENVID=(\\S+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EnvelopeId();
}
