namespace Hub.Channels;

/// <summary>Something a provider told us about one account. <see cref="Sender"/> is the lane: events of one sender keep their order.</summary>
/// <param name="ProviderId">Unique within the account for good; a second event with the same id is the same event.</param>
/// <param name="Sender">The provider's user id, or the account's own key for events without a user.</param>
/// <param name="ProviderTime">When it happened by the provider's clock; data, never the order.</param>
public abstract record InboundEvent(string ProviderId, string Sender, DateTimeOffset? ProviderTime)
{
    /// <summary>Kind and id only: what a customer wrote must not reach a log by way of an exception or a trace.</summary>
    public sealed override string ToString() => $"{GetType().Name} {ProviderId}";
}

/// <summary>A message of a customer.</summary>
/// <param name="ReplyHandle">A token that allows one free reply for a short while, where the provider has such a thing.</param>
/// <param name="Profile">Name and picture, where the event itself carries them.</param>
/// <param name="Wish">The message says that nothing more is to be sent, or that it may be again.</param>
public sealed record MessageReceived(
    string ProviderId, string Sender, DateTimeOffset? ProviderTime, MessageContent Content, string? ReplyHandle = null,
    ChannelProfile? Profile = null, string? QuotedProviderId = null, OptOutWish? Wish = null) : InboundEvent(ProviderId, Sender, ProviderTime)
{
    /// <summary>What says which conversation it belongs to, on channels whose people have several (<see cref="ChannelCapabilities.Threads"/>).</summary>
    public ThreadHints? Thread { get; init; }

    /// <summary>How later messages name it, where that is not its <see cref="InboundEvent.ProviderId"/>. At most 128 characters; not unique.</summary>
    public string? ReferenceId { get; init; }

    /// <summary>Written by a machine on its own (an absence notice, a report): kept, but nobody waits for an answer. A short stable word.</summary>
    public string? Automatic { get; init; }

    /// <summary>What a message of ours that quotes this one names it by, where that is not its <see cref="InboundEvent.ProviderId"/>.</summary>
    public string? QuoteHandle { get; init; }

    /// <summary>Lets the hub show that this and everything before it has been read.</summary>
    public string? ReadHandle { get; init; }

    /// <summary>Who of several wrote it, where the sender is a group or a room.</summary>
    public MessageAuthor? Author { get; init; }

    /// <summary>A button was pressed, and the provider shows it as busy until it is told that this has arrived (<see cref="IChannelAdapter.ConfirmPressAsync"/>).</summary>
    public string? PressId { get; init; }

    /// <summary>Must not be answered by a machine: a list, a bulk mailing, a sender that asks for it.</summary>
    public bool NoAutomaticAnswer { get; init; }
}

/// <summary>One person in a group.</summary>
/// <param name="Id">The provider's id of the person.</param>
/// <param name="Name">As the event tells it; null where it does not.</param>
public sealed record MessageAuthor(string Id, string? Name)
{
    /// <summary>Neither.</summary>
    public override string ToString() => nameof(MessageAuthor);
}

/// <summary>What a customer wants to receive on this channel.</summary>
/// <param name="Stop">Nothing more; false: messages are welcome again.</param>
/// <param name="Confirmation">The one text that confirms it; null when the provider confirms by itself.</param>
public sealed record OptOutWish(bool Stop, string? Confirmation)
{
    public override string ToString() => Stop ? "OptOutWish stop" : "OptOutWish start";
}

/// <summary>What a message says of the conversation it belongs to. What is signed was made by this hub and cannot be guessed.</summary>
/// <param name="Signed">The conversation named by a mark that this hub has signed.</param>
/// <param name="SignedBy">Where that mark was found: "reply_address", "message_id" or "body_mark".</param>
/// <param name="References">Provider ids of the messages it answers, the nearest first.</param>
/// <param name="Participants">Addresses it came from and went to, without our own.</param>
/// <param name="Subject">What it is about, without "Re:" and the like; null when it says nothing.</param>
/// <param name="Number">A conversation number that stands in the subject. Anybody can write one, so it only suggests.</param>
public sealed record ThreadHints(
    Guid? Signed, string? SignedBy, IReadOnlyList<string> References, IReadOnlyList<Correspondent> Participants, string? Subject, long? Number)
{
    /// <summary>Nothing of whom or what.</summary>
    public override string ToString() => nameof(ThreadHints);
}

/// <summary>The customer took a message back: hide its text and files.</summary>
public sealed record MessageUnsent(string ProviderId, string Sender, DateTimeOffset? ProviderTime, string MessageProviderId)
    : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>The customer has changed a message: its words are others now.</summary>
/// <param name="Text">The words as they are now; null where none are left.</param>
public sealed record MessageEdited(string ProviderId, string Sender, DateTimeOffset? ProviderTime, string MessageProviderId, string? Text)
    : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>A state reported for a message we sent. Moves forward only.</summary>
/// <param name="State">"accepted", "delivered", "read" or "failed".</param>
/// <param name="MessageProviderId">The provider's id of our message; null with <paramref name="UpTo"/>.</param>
/// <param name="UpTo">Everything we sent up to this conversation number has reached the state (web chat's read mark).</param>
/// <param name="Reference">What <see cref="OutboundMessage.Reference"/> was, where the provider says it back: it names a message whose provider id the hub never heard of.</param>
/// <param name="Text">What was sent, where the provider tells it: the last means to recognise a message whose answer was lost.</param>
public sealed record ReceiptReceived(
    string ProviderId, string Sender, DateTimeOffset? ProviderTime, string? MessageProviderId, string State, string? Code = null, int? UpTo = null, string? Reference = null, string? Text = null)
    : InboundEvent(ProviderId, Sender, ProviderTime)
{
    /// <summary>The code with which a provider says that the customer wants no more messages.</summary>
    public const string OptedOut = "opted_out";

    /// <summary>Our message by a signed mark of this hub, where the provider's id alone may not be known yet.</summary>
    public SignedMessage? Message { get; init; }

    /// <summary>The state of one recipient of several; null: of the message as a whole.</summary>
    public string? Recipient { get; init; }

    /// <summary>What the other side said of it, for people; null where it said nothing.</summary>
    public string? Detail { get; init; }
}

/// <summary>A message of ours, named by a mark that only this hub can have made.</summary>
public sealed record SignedMessage(Guid ConversationId, Guid MessageId);

/// <summary>The customer can be reached, or no longer can (LINE follow and unfollow).</summary>
public sealed record ReachabilityChanged(
    string ProviderId, string Sender, DateTimeOffset? ProviderTime, bool Reachable, string Code, string? ReplyHandle = null)
    : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>The provider says what became of a customer's wish to link their member account (<see cref="ILinksMembers"/>).</summary>
/// <param name="Linked">The sender is whoever the firm made the nonce for. Otherwise nothing is proven, and the sender may be the account's key.</param>
public sealed record MemberLinked(string ProviderId, string Sender, DateTimeOffset? ProviderTime, bool Linked, string Nonce, string? ReplyHandle = null)
    : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>How far a telephone call has come.</summary>
public enum CallPhase
{
    /// <summary>A telephone rings.</summary>
    Ringing,
    /// <summary>Somebody has picked up.</summary>
    Answered,
    /// <summary>It is over.</summary>
    Ended,
    /// <summary>It is over and nobody has picked up.</summary>
    Missed,
}

/// <summary>A telephone system says what happened to a call. Reports may come repeated and in any order.</summary>
/// <param name="CallId">The telephone system's own id of the call, the same in all its reports.</param>
/// <param name="Outbound">We called.</param>
/// <param name="Number">The customer's number as the telephone system writes it; null when it is withheld.</param>
/// <param name="Line">Our own number.</param>
/// <param name="Agent">Whose telephone: an extension or an e-mail address.</param>
/// <param name="DurationSeconds">How long was spoken, once it is over.</param>
/// <param name="RecordingUrl">Where the recording can be heard: https only.</param>
public sealed record CallReported(
    string ProviderId, string Sender, DateTimeOffset? ProviderTime, string CallId, CallPhase Phase, bool Outbound, string? Number, string? Line, string? Agent, int? DurationSeconds,
    string? RecordingUrl) : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>Something without a meaning for the hub yet; kept raw and shown as an activity only if <paramref name="Visible"/>.</summary>
public sealed record OtherEvent(string ProviderId, string Sender, DateTimeOffset? ProviderTime, string Type, string RawJson, bool Visible)
    : InboundEvent(ProviderId, Sender, ProviderTime);

/// <summary>An event the adapter could not read although its neighbours are fine; it is parked with its raw text.</summary>
public sealed record UnreadableEvent(string ProviderId, string Sender, DateTimeOffset? ProviderTime, string RawJson, string Error)
    : InboundEvent(ProviderId, Sender, ProviderTime);
