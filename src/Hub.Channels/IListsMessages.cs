namespace Hub.Channels;

/// <summary>
/// A channel whose provider can be asked which messages it has. What a lost webhook would have told is found this way, and what became of a message whose
/// answer was lost.
/// </summary>
public interface IListsMessages
{
    /// <summary>
    /// Messages both ways since a moment, as bodies that <see cref="IChannelAdapter.Read"/> reads: received ones as <see cref="MessageReceived"/> under the id
    /// their webhook has, sent ones as <see cref="ReceiptReceived"/> with their text. Throws only on cancellation.
    /// </summary>
    Task<ListOutcome> ListAsync(ChannelAccount account, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <param name="Bodies">One a page; only when there is no <paramref name="Code"/>.</param>
/// <param name="Complete">False when there were more than can be taken at once.</param>
/// <param name="Code">Why the provider did not tell.</param>
public sealed record ListOutcome(IReadOnlyList<ReadOnlyMemory<byte>> Bodies, bool Complete, string? Code = null);
