namespace Hub.Channels;

/// <summary>
/// A channel whose provider can be asked for what is new, instead of or besides calling us: for hubs without a public address. The hub stores the bodies by the same door
/// as a webhook's, and only then asks on from the position behind them.
/// </summary>
public interface IPolledChannel
{
    /// <summary>Whether this account is asked; else its provider calls.</summary>
    bool IsPolled(ChannelAccount account);

    /// <summary>
    /// Waits at the provider until something is new or a while has passed. Returns an outcome for everything a provider or a network can do; throws only on cancellation.
    /// </summary>
    /// <param name="position">What <see cref="PollOutcome.Position"/> last was; null at first. What lies before it is confirmed by asking.</param>
    Task<PollOutcome> PollAsync(ChannelAccount account, string? position, CancellationToken cancellationToken);
}

/// <summary>What a poll brought.</summary>
/// <param name="Body">What <see cref="IChannelAdapter.Read"/> reads; null when nothing is new.</param>
/// <param name="Position">Where to ask on once the body is stored; null when nothing is left to confirm.</param>
/// <param name="Code">Why the provider did not tell; then the position stays as it was.</param>
/// <param name="RetryAfter">The provider's own wish.</param>
/// <param name="NeedsAPerson">Asking again helps only after somebody has changed something.</param>
public sealed record PollOutcome(ReadOnlyMemory<byte>? Body, string? Position, string? Code = null, TimeSpan? RetryAfter = null, bool NeedsAPerson = false)
{
    /// <summary>Nothing of what was said.</summary>
    public override string ToString() => $"PollOutcome {Code ?? (Body is null ? "empty" : "body")}";
}
