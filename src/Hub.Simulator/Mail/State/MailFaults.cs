namespace Hub.Simulator.Mail;

/// <summary>What the mail provider does wrong on purpose.</summary>
/// <param name="Reply">The next times, this answer at this step.</param>
/// <param name="HangUp">The next times, the connection ends at this step.</param>
/// <param name="SlowMs">Waits before every SMTP answer.</param>
/// <param name="ImapDown">IMAP connections end at once.</param>
/// <param name="WrongPassword">IMAP and SMTP refuse every sign-in.</param>
/// <param name="SilentIdle">New mail is not told to whoever waits for it, nor is the end of waiting answered: a connection that has silently died.</param>
internal sealed record MailFaultSettings(MailStep? Reply = null, MailStep? HangUp = null, int SlowMs = 0, bool ImapDown = false, bool WrongPassword = false, bool SilentIdle = false)
{
    public string? Problem() =>
        Reply is { } reply && (!reply.IsKnown || reply.Status is < 400 or > 599) ? "reply needs at (connect, mail, rcpt, data, end), status 400..599 and times"
        : HangUp is { IsKnown: false } ? "hangUp needs at (connect, mail, rcpt, data, end) and times"
        : SlowMs is < 0 or > 120_000 ? "slowMs must be 0..120000"
        : null;
}

/// <param name="At">"connect", "mail", "rcpt", "data", or "end" (after the message's last dot).</param>
/// <param name="Keep">The message is delivered all the same, though nobody says so.</param>
internal sealed record MailStep(string At, int Status = 451, int Times = 1, bool Keep = false)
{
    public bool IsKnown => At is "connect" or "mail" or "rcpt" or "data" or "end" && Times is > 0 and <= 1000;
}

/// <summary>Faults with what is left of them.</summary>
internal sealed class MailFaults
{
    private readonly Lock gate = new();
    private MailFaultSettings settings = new();

    public MailFaultSettings Settings
    {
        get
        {
            lock (gate)
            {
                return settings;
            }
        }
    }

    public void Replace(MailFaultSettings next)
    {
        lock (gate)
        {
            settings = next;
        }
    }

    /// <summary>The answer to give at this step, counted down.</summary>
    public MailStep? TakeReply(string at)
    {
        lock (gate)
        {
            if (settings.Reply is not { } step || step.At != at)
            {
                return null;
            }
            settings = settings with { Reply = step.Times > 1 ? step with { Times = step.Times - 1 } : null };
            return step;
        }
    }

    public MailStep? TakeHangUp(string at)
    {
        lock (gate)
        {
            if (settings.HangUp is not { } step || step.At != at)
            {
                return null;
            }
            settings = settings with { HangUp = step.Times > 1 ? step with { Times = step.Times - 1 } : null };
            return step;
        }
    }
}
