namespace Hub.Simulator.Mail;

/// <summary>Somebody with a mail address.</summary>
internal sealed class MailPerson(string address, string name, string language)
{
    public string Address { get; } = address;
    public string Name { get; } = name;
    public string Language { get; } = language;

    /// <summary>In order of time; under the world's gate.</summary>
    public List<PersonLetter> Letters { get; } = [];
}

/// <param name="Direction">"in" or "out", as the person sees it.</param>
internal sealed record PersonLetter(string Id, string Direction, DateTimeOffset At)
{
    public bool Read { get; set; }
}

/// <summary>One SMTP transaction as the provider saw it.</summary>
/// <param name="Outcome">"accepted", "refused", "hung_up" (the sender was not told), "kept" (hung up, and delivered all the same).</param>
internal sealed record MailTransaction(DateTimeOffset At, string? Sender, IReadOnlyList<MailTransactionRecipient> Recipients, string Outcome, int? Reply, int Size, string? MessageId, string? EnvelopeId);

internal sealed record MailTransactionRecipient(string Address, int Reply);
