namespace Hub.Channels;

/// <summary>
/// A channel that can answer what somebody wrote into a form: under an address they gave, not proven to be theirs. The form becomes a body that
/// <see cref="IChannelAdapter.Read"/> reads, so it walks the same road as everything that comes in on the channel.
/// </summary>
public interface ITakesForms
{
    /// <summary>The account is set up to send.</summary>
    bool CanAnswer(ChannelAccount account);

    /// <summary>The address as it is compared; null when it is none, or one of the account's own.</summary>
    string? Sender(ChannelAccount account, string written);

    /// <summary>Only for an account that <see cref="CanAnswer"/>. A form that comes twice is read as one message, whenever it comes.</summary>
    byte[] WriteForm(ChannelAccount account, FormLetter form);
}

/// <param name="Id">Made by the sender's browser; a repeated one is the same letter.</param>
/// <param name="Site">Where the form stands, for people.</param>
/// <param name="Address">What <see cref="ITakesForms.Sender"/> gave.</param>
public sealed record FormLetter(Guid Id, string Site, string? Name, string Address, string Subject, string Text, DateTimeOffset At)
{
    /// <summary>The id only.</summary>
    public override string ToString() => $"FormLetter {Id}";
}
