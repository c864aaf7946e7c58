namespace Hub.Server.Conversations;

/// <summary>Firms name their own states inside these. Resolved and spam are closed: the customer's next message decides anew.</summary>
internal enum ConversationStatus : short { Open = 0, Snoozed = 1, Resolved = 2, WaitingForCustomer = 3, WaitingForOthers = 4, Spam = 5 }

internal static class ConversationStatuses
{
    /// <summary>Those of <see cref="IsClosed"/>, for a query.</summary>
    public static short[] Closed { get; } = [(short)ConversationStatus.Resolved, (short)ConversationStatus.Spam];

    public static bool IsClosed(this ConversationStatus status) => status is ConversationStatus.Resolved or ConversationStatus.Spam;

    /// <summary>It may carry a date on which it comes back by itself.</summary>
    public static bool IsDormant(this ConversationStatus status) => status is ConversationStatus.Snoozed or ConversationStatus.WaitingForCustomer or ConversationStatus.WaitingForOthers;
}

internal enum MessageKind : short { Inbound = 0, Outbound = 1, Note = 2, Activity = 3 }

internal enum SenderType : short { Customer = 0, Agent = 1, Bot = 2, System = 3 }

/// <summary>How far a message of ours has come. The order is the lattice: receipts only move a message to a higher state, and never out of failed. Taken back: by its author, before the first attempt.</summary>
internal enum DeliveryState : short { Queued = 0, Sending = 1, Accepted = 2, Delivered = 3, Read = 4, Failed = 5, Unknown = 6, TakenBack = 7 }

internal enum AttachmentState : short { Pending = 0, Stored = 1, Failed = 2, Gone = 3, Held = 4, Infected = 5 }

internal enum DraftKind : short { Reply = 0, Note = 1 }

/// <summary>Who did something: a customer, an agent, a bot, or the hub itself.</summary>
internal readonly record struct Actor(SenderType Type, Guid? Id)
{
    public static Actor System { get; } = new(SenderType.System, null);

    public static Actor Agent(Guid id) => new(SenderType.Agent, id);

    public static Actor Customer(Guid customerId) => new(SenderType.Customer, customerId);
}
