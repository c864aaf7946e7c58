using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Customers;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Members;

/// <summary>
/// A provider says that a customer has linked their member account, or failed to. It counts only with a nonce that the firm's server got on this very account, that is
/// still good, and that nobody has used: then the sender is verified as that member. Anything else is shown as it is and proves nothing. Their record and history stay
/// where they are, also when somebody else is known as the same member.
/// </summary>
internal sealed class ConfirmMemberLink(TimeProvider time)
{
    private sealed record Nonce(byte[]? LinkHash, MemberDetails Details, Guid MadeBy, DateTimeOffset ExpiresAt, bool Used);

    public async Task HandleAsync(ConversationBatch batch, ReceivedEvent received, MemberLinked said, CancellationToken cancellationToken)
    {
        var accountId = received.Account.Account.Id;
        var nonce = await SpendAsync(batch, accountId, said.Nonce, cancellationToken);
        var identities = await WhoAsync(batch, received, cancellationToken);
        var identity = identities.GetValueOrDefault(received.Lane);
        var conversation = identity is null ? null : new PlaceMessage(batch).Latest(identity);
        var invitation = await MemberInvitations.FindAsync(batch.Connection, accountId, nonce?.LinkHash, said.Sender, batch.Now, cancellationToken);
        var refusal = Refusal(nonce, said, invitation, IdentityIds.Of(accountId, said.Sender), batch.Now);

        var invited = invitation is null ? null : await LockAsync(batch, invitation.ConversationId, cancellationToken);
        if (invited is not null && refusal is null or "failed")
        {
            MemberInvitations.Settle(batch, invited!, invitation!.Number, refusal is null ? "linked" : "failed");
        }

        if (refusal is not null)
        {
            if ((conversation ?? invited) is { } open && !open.Status.IsClosed())
            {
                open.AppendActivity(Actor.System, "memberNotLinked", new { reason = refusal }, batch.Now);
            }

            return;
        }

        if (identity is null)
        {
            await ResolveIdentities.CreateAsync(batch.Connection, time, [(received.Lane.Item1, received.Lane.Item2, null)], identities, cancellationToken);
            identity = identities[received.Lane];
            batch.Raise(CustomerFacts.Seen(identity.Id));
        }

        await LinkAsync(batch, identity, nonce!, conversation, cancellationToken);
        KeepHandle(batch, identity, conversation, said.ReplyHandle);
    }

    /// <summary>Why it proves nothing; null when it does. By the provider's clock where it tells: a webhook may come late.</summary>
    private static string? Refusal(Nonce? nonce, MemberLinked said, MemberInvitation? invitation, Guid identityId, DateTimeOffset now) =>
        nonce is null ? "unknown"
        : nonce.Used ? "used"
        : (said.ProviderTime ?? now) > nonce.ExpiresAt ? "expired"
        : !said.Linked ? "failed"
        // The provider makes sure of it; whoever holds the token of another must not become them if it once did not.
        : nonce.LinkHash is not null && invitation is not null && invitation.IdentityId != identityId ? "foreign"
        : null;

    private async Task LinkAsync(ConversationBatch batch, IdentityEntry identity, Nonce nonce, ConversationState? conversation, CancellationToken cancellationToken)
    {
        var linkId = NewId.Create(time);
        var customerId = await MemberLinks.LinkAsync(batch.Connection, linkId, identity.Id, nonce.Details, batch.Now, time, cancellationToken);
        batch.Also(new NpgsqlBatchCommand("UPDATE customers.customer SET version = version + 1 WHERE id = $1") { Parameters = { new() { Value = customerId } } });
        batch.Also(AuditLog.Insert(new AuditEntry(AuditActor.Hub, "customer.member_linked")
        {
            TargetKind = "customer",
            TargetId = customerId,
            CustomerId = customerId,
            ConversationId = conversation?.Id,
            Data = new { identityId = identity.Id, linkId, preparedBy = nonce.MadeBy },
        }));
        batch.Raise(CustomerFacts.Changed(customerId));
        batch.Raise(CustomerFacts.MemberLinked(identity.Id, customerId, linkId));
        if (conversation is not null && !conversation.Status.IsClosed())
        {
            conversation.AppendActivity(Actor.Customer(conversation.CustomerId), "memberLinked", new { member = nonce.Details.Member }, batch.Now);
        }
    }

    /// <summary>Who shows up with it has used it, whatever comes of it; what the firm said of the member is not needed any longer.</summary>
    private static async Task<Nonce?> SpendAsync(ConversationBatch batch, Guid accountId, string nonce, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH known AS (SELECT * FROM conversations.member_nonce WHERE account_id = $1 AND nonce_hash = $2 FOR UPDATE),
            spent AS (UPDATE conversations.member_nonce n SET used_at = COALESCE(n.used_at, $3), name = NULL, email = NULL, phone = NULL FROM known WHERE n.account_id = known.account_id AND n.nonce_hash = known.nonce_hash)
            SELECT link_hash, member, name, email, phone, made_by, expires_at, used_at IS NOT NULL FROM known
            """, batch.Connection).With(accountId, PrepareMemberLink.Hash(nonce), batch.Now);
        return await command.ReadFirstAsync(
            reader => new Nonce(
                reader.IsDBNull(0) ? null : reader.GetFieldValue<byte[]>(0), new MemberDetails(reader.GetString(1), reader.TextOrNull(2), reader.TextOrNull(3), reader.TextOrNull(4)),
                reader.GetGuid(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetBoolean(7)), cancellationToken);
    }

    private static async Task<Dictionary<(Guid, string), IdentityEntry>> WhoAsync(ConversationBatch batch, ReceivedEvent received, CancellationToken cancellationToken)
    {
        var identities = new Dictionary<(Guid, string), IdentityEntry>();
        await using var reader = await new NpgsqlBatch(batch.Connection)
        {
            BatchCommands = { ResolveIdentities.Select([received.Lane.Item1], [received.Lane.Item2]), ConversationBatch.LockLatest([received.Lane.Item1], [received.Lane.Item2]) },
        }.ExecuteReaderAsync(cancellationToken);
        await ResolveIdentities.ReadAsync(reader, identities, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await batch.LoadAsync(reader, cancellationToken);
        return identities;
    }

    private static async Task<ConversationState?> LockAsync(ConversationBatch batch, Guid conversationId, CancellationToken cancellationToken)
    {
        if (!batch.Conversations.ContainsKey(conversationId))
        {
            await using var reader = await batch.ReadAsync(ConversationBatch.LockById(conversationId), cancellationToken);
            await batch.LoadAsync(reader, cancellationToken);
        }

        return batch.Conversations.GetValueOrDefault(conversationId);
    }

    /// <summary>The provider allows one free answer, such as a word of thanks.</summary>
    private static void KeepHandle(ConversationBatch batch, IdentityEntry identity, ConversationState? conversation, string? handle)
    {
        if (handle is null || conversation is null || conversation.Status.IsClosed())
        {
            return;
        }

        if (conversation.IdentityId != identity.Id)
        {
            batch.Also(JoinedIdentities.KeepHandle(conversation.Id, identity.Id, handle, batch.Now));
        }
        else
        {
            (conversation.ReplyHandle, conversation.ReplyHandleAt) = (handle, batch.Now);
        }
    }
}
