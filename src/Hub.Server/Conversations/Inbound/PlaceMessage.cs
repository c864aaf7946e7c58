using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Customers;
using Hub.Server.Integrations;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Which conversation a message goes into, while the heads that may be concerned are locked: the open one, the one to reopen, or a new one. On channels
/// whose people have several conversations the message itself says which (<see cref="FindThreads"/>).
/// </summary>
internal sealed class PlaceMessage(ConversationBatch batch)
{
    private readonly Dictionary<Guid, ConversationState> byIdentity = batch.Conversations.Values.Where(conversation => !conversation.Threaded && conversation.IdentityId is not null)
        .ToDictionary(conversation => conversation.IdentityId!.Value);

    /// <summary>Where an address has joined. It is the newest: whoever begins anew on their own address leaves it.</summary>
    private readonly Dictionary<Guid, ConversationState> byJoined = batch.Conversations.Values.SelectMany(conversation => conversation.Joined, (conversation, identity) => (identity, conversation))
        .DistinctBy(pair => pair.identity).ToDictionary();

    private readonly Dictionary<(Guid Identity, string Reference), ConversationState> begunHere = [];

    /// <summary>The one that goes on, if any; nothing is changed.</summary>
    public ConversationState? Latest(IdentityEntry identity) =>
        byIdentity.GetValueOrDefault(identity.Id) is { } own && !own.Status.IsClosed() ? own
        : byJoined.GetValueOrDefault(identity.Id) ?? (byIdentity.GetValueOrDefault(identity.Id) is { MergedInto: null } latest ? latest : null);

    /// <summary>By which address the message came, when it is not the conversation's own.</summary>
    public static MessageWay? WayInto(ConversationState conversation, AccountEntry account, IdentityEntry identity) =>
        conversation.IdentityId == identity.Id || (account.Threads && conversation.AccountId == account.Account.Id) ? null
        : new MessageWay(identity.Id, account.Account.Id, account.Account.Channel, Home: false);

    public ConversationState ByPerson(AccountEntry account, IdentityEntry identity)
    {
        var latest = Latest(identity);
        if (identity.BlockedUntil > batch.Now && latest is not { Status: not ConversationStatus.Resolved })
        {
            latest = byIdentity[identity.Id] = Create(account, identity, latest?.Id);
            latest.MarkSpam(Actor.System, batch.Now);
            return latest;
        }

        if (latest is not null && GoesOn(latest, account))
        {
            latest.Reopen(Actor.Customer(identity.CustomerId), batch.Now);
            return latest;
        }

        return byIdentity[identity.Id] = Create(account, identity, latest?.Id);
    }

    /// <summary>The conversation, and why, for a message of a channel with threads.</summary>
    public (ConversationState Conversation, ThreadPlace Place) ByThread(AccountEntry account, IdentityEntry identity, MessageReceived message, ThreadPlace place)
    {
        // Two letters of one thread may come in one batch: the second's reference is not in the database yet.
        var found = place.ConversationId is { } id ? batch.Conversations.GetValueOrDefault(id)
            : message.Thread?.References.Select(reference => begunHere.GetValueOrDefault((identity.Id, reference))).FirstOrDefault(conversation => conversation is not null);
        if (found is not null && place.ConversationId is null)
        {
            place = ThreadPlace.New with { ConversationId = found.Id, By = "references" };
        }

        var blocked = identity.BlockedUntil > batch.Now;
        var automatic = message.Automatic is not null;
        if (found is not null && (blocked ? found.Status == ConversationStatus.Spam : automatic || found.Status == ConversationStatus.Spam || GoesOn(found, account)))
        {
            // What a machine wrote on its own changes nothing about who waits for whom.
            if (!automatic)
            {
                found.Reopen(Actor.Customer(identity.CustomerId), batch.Now);
            }
        }
        else
        {
            found = Create(account, identity, blocked ? null : found?.Id, message.Thread?.Subject, blocked ? null : place.SuggestedId, place.SuggestedBy);
            place = ThreadPlace.New;
            if (blocked)
            {
                found.MarkSpam(Actor.System, batch.Now);
            }
            else if (automatic)
            {
                found.Resolve(Actor.System, batch.Now);
            }
        }

        if (message.ReferenceId is { } reference)
        {
            begunHere.TryAdd((identity.Id, reference), found);
        }

        return (found, place);
    }

    private bool GoesOn(ConversationState conversation, AccountEntry account) =>
        conversation.Status != ConversationStatus.Resolved || batch.Now - (conversation.ResolvedAt ?? conversation.LastActivityAt) <= account.ReopenWindow;

    private ConversationState Create(AccountEntry account, IdentityEntry identity, Guid? previousId, string? subject = null, Guid? suggestedId = null, string? suggestedBy = null)
    {
        var created = batch.Create(account.Account.Id, account.Account.Channel, account.BrandId, account.TeamId, identity.Id, identity.CustomerId, previousId, threaded: account.Threads);
        (created.Subject, created.SuggestedId, created.SuggestedBy) = (subject, suggestedId, suggestedId is null ? null : suggestedBy);
        return created;
    }
}
