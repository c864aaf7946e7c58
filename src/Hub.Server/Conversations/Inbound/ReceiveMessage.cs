using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Inbound;

/// <summary>One event with the account it came in on.</summary>
/// <param name="Masked">What was masked in its words; null when nothing was.</param>
internal sealed record ReceivedEvent(AccountEntry Account, InboundEvent Event, DeliveryProgress Delivery, MaskedText? Masked = null)
{
    /// <summary>From here on nobody sees a card number or a マイナンバー.</summary>
    public static ReceivedEvent Of(AccountEntry account, InboundEvent read, DeliveryProgress delivery)
    {
        (InboundEvent Seen, MaskedText? Masked) found = read switch
        {
            MessageReceived message when MaskedText.Of(message.Content) is var (content, masked) => (message with { Content = content }, masked),
            MessageEdited edited when MaskedText.Of(edited.Text) is var masked => (edited with { Text = masked.Text }, masked),
            _ => (read, null),
        };
        if (found.Masked?.Original is null)
        {
            return new ReceivedEvent(account, read, delivery);
        }

        delivery.Masked.UnionWith(found.Masked.Numbers);
        return new ReceivedEvent(account, found.Seen, delivery, found.Masked);
    }

    public (Guid, string) Lane => (Account.Account.Id, Event.Sender);
}

/// <summary>
/// The only place where an inbound event becomes a message. Any number of messages in one transaction, three round trips whatever their number.
/// The caller keeps the order of each lane and retries what the database asks to retry.
/// </summary>
internal sealed class ReceiveMessage(HubDatabase database, MaskedValues maskedValues, FactHandover handover, TimeProvider time)
{
    private static readonly TimeSpan ProfileFreshness = TimeSpan.FromDays(7);

    /// <param name="events">Messages of any lanes, each lane in its order.</param>
    /// <param name="settled">Deliveries to mark as settled in passing.</param>
    /// <returns>How many were new; the others were known already.</returns>
    public async Task<int> HandleAsync(IReadOnlyList<ReceivedEvent> events, IReadOnlyList<long> settled, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(database.MessageDataSource, time, cancellationToken);

        // 1. Which of these are known already; who wrote; which conversations are concerned (their heads are locked in id order). Letters say which they answer.
        var places = await PlacesAsync(batch, events, cancellationToken);
        var lanes = events.Select(received => received.Lane).Distinct().ToList();
        var (accounts, senders) = (lanes.ConvertAll(lane => lane.Item1).ToArray(), lanes.ConvertAll(lane => lane.Item2).ToArray());
        var (known, takenBack) = (new HashSet<(Guid, string)>(), new HashSet<(Guid, string)>());
        var identities = new Dictionary<(Guid, string), IdentityEntry>();
        var authors = new HashSet<(Guid, string)>();
        var look = new NpgsqlBatch(batch.Connection)
        {
            BatchCommands = { SelectKeys(events), ResolveIdentities.Select(accounts, senders), ConversationBatch.LockLatest(accounts, senders, [.. places.Values.Select(place => place.ConversationId).OfType<Guid>().Distinct()]) },
        };
        if (RefreshAuthor.Authors(events).Any())
        {
            look.BatchCommands.Add(RefreshAuthor.SelectFresh(events, batch.Now));
        }

        await using (var reader = await look.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                (reader.GetBoolean(2) ? takenBack : known).Add((reader.GetGuid(0), reader.GetString(1)));
            }

            await reader.NextResultAsync(cancellationToken);
            await ResolveIdentities.ReadAsync(reader, identities, cancellationToken);
            await reader.NextResultAsync(cancellationToken);
            await batch.LoadAsync(reader, cancellationToken);
            if (await reader.NextResultAsync(cancellationToken))
            {
                while (await reader.ReadAsync(cancellationToken))
                {
                    authors.Add((reader.GetGuid(0), reader.GetString(1)));
                }
            }
        }

        // 2. A repetition ends quietly; a first message makes the customer.
        var fresh = events.Where(received => known.Add((received.Account.Account.Id, received.Event.ProviderId))).ToList();
        var missing = fresh.Where(received => !identities.ContainsKey(received.Lane)).DistinctBy(received => received.Lane)
            .Select(received => (received.Account.Account.Id, received.Event.Sender, (received.Event as MessageReceived)?.Profile)).ToList();
        if (missing.Count > 0)
        {
            await ResolveIdentities.CreateAsync(batch.Connection, time, missing, identities, cancellationToken);
        }

        var quoted = await QuotedMessages.FindAsync(batch.Connection, fresh, cancellationToken);

        // 3. The conversation: the open one, the one to reopen, or a new one. Then the message, with the next number.
        var placing = new PlaceMessage(batch);
        var keys = new List<(ReceivedEvent Received, Guid Conversation, int Number)>(fresh.Count);
        foreach (var received in fresh)
        {
            var identity = identities[received.Lane];
            var message = (MessageReceived)received.Event;
            var (conversation, place) = received.Account.Threads && message.Thread is not null
                ? placing.ByThread(received.Account, identity, message, places.GetValueOrDefault(received) ?? ThreadPlace.New)
                : (placing.ByPerson(received.Account, identity), null);
            var way = PlaceMessage.WayInto(conversation, received.Account, identity);
            if (conversation.Scheduled > 0 && message.Automatic is null)
            {
                ScheduledReplies.CancelAll(batch, conversation);
            }

            if (takenBack.Contains((received.Account.Account.Id, received.Event.ProviderId)))
            {
                var empty = conversation.Append(MessageKind.Inbound, Actor.Customer(identity.CustomerId), UnsentContent.Value, UnsentContent.Type, null, batch.Now, null, message.ProviderTime);
                conversation.NewMessages[^1] = empty with { Way = way };
                batch.Also(UnsentContent.Withdraw(received.Account.Account.Id, message.ProviderId, conversation.Id, empty.Number));
                continue;
            }

            var quote = quoted.Of(received, conversation.Id);
            var appended = Append(conversation, quote is null ? message : message with { Content = message.Content with { Quote = quote } }, identity, received.Masked, place, batch.Now, way);
            quoted.Know(received, conversation.Id, appended.Number);
            if (message.Author is { } author && authors.Add((received.Account.Account.Id, author.Id)))
            {
                batch.Enqueue(RefreshAuthor.Job(received.Account.Account.Id, message.Sender, author.Id, conversation.Id));
            }

            if (message.ReplyHandle is not null && way is not null)
            {
                batch.Also(JoinedIdentities.KeepHandle(conversation.Id, identity.Id, message.ReplyHandle, batch.Now));
            }

            if (received.Masked is { } masked)
            {
                batch.Also(maskedValues.Insert(conversation.Id, appended.Number, masked));
            }

            keys.Add((received, conversation.Id, appended.Number));
            if (message.ReadHandle is { } handle)
            {
                batch.Also(ShowRead.Keep(conversation.Id, received.Account.Account.Id, handle));
            }

            if (message.PressId is { } press)
            {
                batch.Enqueue(ConfirmPress.Job(received.Account.Account.Id, press));
            }

            if (message.Wish is { } wish)
            {
                await OptOutWishes.ApplyAsync(batch, conversation, identity, wish, received.Account.Account, way, time, cancellationToken);
            }

            if (received.Delivery.Delivery.StorageKey is { } file)
            {
                batch.Also(RawBodies.Claim(file, conversation.Id, appended.Number));
            }

            if (message.Thread is { Participants.Count: > 0 } thread)
            {
                batch.Also(Participants.Add(conversation.Id, appended.Number, thread.Participants));
            }
        }

        foreach (var (lane, identity) in identities)
        {
            if (!identity.Reachable && fresh.FindLast(received => received.Lane == lane) is { } newest)
            {
                batch.Also(IdentityWrites.Reachability(identity.Id, reachable: true, code: null, newest.Event.ProviderTime));
                batch.Raise(CustomerFacts.Changed(identity.CustomerId));
            }

            if (identity.Joined)
            {
                batch.Raise(CustomerFacts.Changed(identity.CustomerId));
            }

            if (identity.IsNew || batch.Now - identity.ProfileAt > ProfileFreshness)
            {
                batch.Raise(CustomerFacts.Seen(identity.Id));
            }
        }

        // 4. Everything in one batch: the keys (their index decides, not the look above), messages, heads, attachments to fetch, facts.
        if (keys.Count > 0)
        {
            batch.Also(InsertKeys(keys));
        }

        if (keys.Where(key => ((MessageReceived)key.Received.Event).ReferenceId is not null).ToList() is { Count: > 0 } referred)
        {
            batch.Also(InsertReferences(referred));
        }

        if (settled.Count > 0)
        {
            batch.Also(DeliveryWrites.Settle(settled));
        }

        await batch.CommitAsync(handover, cancellationToken);
        return fresh.Count;
    }

    /// <summary>Where the letters among these belong, read before anything is locked.</summary>
    private static async Task<Dictionary<ReceivedEvent, ThreadPlace>> PlacesAsync(ConversationBatch batch, IReadOnlyList<ReceivedEvent> events, CancellationToken cancellationToken)
    {
        var places = new Dictionary<ReceivedEvent, ThreadPlace>(ReferenceEqualityComparer.Instance);
        foreach (var received in events.Where(received => received.Account.Threads))
        {
            if (received.Event is MessageReceived { Thread: { } hints })
            {
                places[received] = await FindThreads.OfAsync(batch.Connection, received.Account.Account.Id, received.Event.Sender, hints, batch.Now, cancellationToken);
            }
        }

        return places;
    }

    private static NewMessage Append(ConversationState conversation, MessageReceived message, IdentityEntry identity, MaskedText? masked, ThreadPlace? place, DateTimeOffset now, MessageWay? way)
    {
        var said = message.Content is EmailContent letter && place is not null ? letter with { ThreadedBy = place.By, NewSender = place.NewSender } : message.Content;
        said = message.Author is { } author ? said with { Author = author } : said;
        var content = JsonSerializer.SerializeToElement(said, HubJson.Options);
        content = masked?.Mark(content) ?? content;
        var appended = conversation.Append(
            MessageKind.Inbound, Actor.Customer(identity.CustomerId), content, content.GetProperty("type").GetString()!, message.Content.Text, now,
            Guid.TryParse(message.ProviderId, out var clientId) ? clientId : null, message.ProviderTime, quiet: message.Automatic is not null) with
        { ToFetch = message.Content.Attachments, Way = way };
        conversation.NewMessages[^1] = appended;
        if (message.ReplyHandle is not null && way is null)
        {
            conversation.ReplyHandle = message.ReplyHandle;
            conversation.ReplyHandleAt = now;
        }

        return appended;
    }

    private static NpgsqlBatchCommand SelectKeys(IReadOnlyList<ReceivedEvent> events) => new("""
        SELECT k.account_id, k.provider_id, k.conversation_id IS NULL AND k.number IS NOT NULL FROM conversations.message_key k
        JOIN unnest($1::uuid[], $2::text[]) AS e(account_id, provider_id) ON k.account_id = e.account_id AND k.provider_id = e.provider_id
        """)
    {
        Parameters =
        {
            new() { Value = events.Select(received => received.Account.Account.Id).ToArray() },
            new() { Value = events.Select(received => received.Event.ProviderId).ToArray() },
        },
    };

    private static NpgsqlBatchCommand InsertKeys(List<(ReceivedEvent Received, Guid Conversation, int Number)> keys) => new("""
        INSERT INTO conversations.message_key (account_id, provider_id, conversation_id, number, quote_handle)
        SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::text[]) AS k(account_id, provider_id, conversation_id, number, quote_handle) ORDER BY 1, 2
        """)
    {
        Parameters =
        {
            new() { Value = keys.ConvertAll(key => key.Received.Account.Account.Id).ToArray() },
            new() { Value = keys.ConvertAll(key => key.Received.Event.ProviderId).ToArray() },
            new() { Value = keys.ConvertAll(key => key.Conversation).ToArray() },
            new() { Value = keys.ConvertAll(key => key.Number).ToArray() },
            new() { Value = keys.ConvertAll(key => ((MessageReceived)key.Received.Event).QuoteHandle).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    /// <summary>What later letters will call these. Not unique: the first one keeps the name.</summary>
    private static NpgsqlBatchCommand InsertReferences(List<(ReceivedEvent Received, Guid Conversation, int Number)> keys) => new("""
        INSERT INTO conversations.message_key (account_id, provider_id, conversation_id, number)
        SELECT DISTINCT ON (k.account_id, k.provider_id) * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[]) AS k(account_id, provider_id, conversation_id, number) ORDER BY 1, 2, 4
        ON CONFLICT DO NOTHING
        """)
    {
        Parameters =
        {
            new() { Value = keys.ConvertAll(key => key.Received.Account.Account.Id).ToArray() },
            new() { Value = keys.ConvertAll(key => ((MessageReceived)key.Received.Event).ReferenceId!).ToArray() },
            new() { Value = keys.ConvertAll(key => key.Conversation).ToArray() },
            new() { Value = keys.ConvertAll(key => key.Number).ToArray() },
        },
    };
}
