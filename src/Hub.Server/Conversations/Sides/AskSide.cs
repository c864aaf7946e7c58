using Hub.Channels;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Sides;

/// <summary>
/// Asks somebody else about a customer's conversation: a warehouse, a carrier, a maker. The question begins a conversation of its own with them, beside the
/// customer's: nothing of it is among the customer's messages, so nothing of it can reach the customer by a transcript, a quote or the chat.
/// </summary>
internal sealed class AskSide(
    NpgsqlDataSource dataSource, ChannelAccounts accounts, Letters letters, ReplyRefusal refusals, AskSender checks, AppendReply append, FactSignal facts, SendSignal sends, TimeProvider time)
{
    /// <param name="Id">Made by the client once: the id of the side conversation and of its first message. Repeating the request with it changes nothing.</param>
    /// <param name="AccountId">Where it is sent from.</param>
    internal sealed record Request(Guid Id, Guid AccountId, Correspondent? To, string? Subject, string? Text, Guid[]? AttachmentIds, string[]? Confirmed = null)
    {
        public override string ToString() => $"side {Id}";
    }

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/sides", (Delegate)PostAsync).WithName("AskSide").RequirePermission(Permissions.Reply).Produces<ConversationRow>(201).Produces<ConversationRow>();

    private static Task<IResult> PostAsync(Guid id, Request request, CurrentAgent agent, AskSide ask, CancellationToken cancellationToken) => ask.HandleAsync(id, request, agent, cancellationToken);

    private async Task<IResult> HandleAsync(Guid id, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            var parent = batch.Conversations.GetValueOrDefault(id);
            if (ConversationAccess.Refusal(agent, parent) is { } refusal)
            {
                return refusal;
            }

            var account = await accounts.ByIdAsync(request.AccountId, cancellationToken);
            if (Invalid(request, account) is { } errors)
            {
                return Problem.Invalid(errors);
            }

            if (ReplyVariables.FirstIn(request.Text) is { } variable)
            {
                return Problem.Of(422, "empty_variable", variable);
            }

            var adapter = accounts.Adapter(account!.Account.Channel);
            var (to, files) = (new Correspondent(adapter.Recipient(request.To!.Address)!, request.To.Name?.Trim()), request.AttachmentIds ?? []);

            if (await ExistsAsync(batch.Connection, request.Id, id, cancellationToken) is { } known)
            {
                return known ? TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [request.Id], cancellationToken))[0]) : Problem.Of(409, "id_reused");
            }

            if (account.BrandId != parent!.BrandId || parent.SideOf is not null)
            {
                return Problem.Of(409, parent.SideOf is null ? "other_brand" : "cannot_ask");
            }

            if (await IsCustomerAsync(batch.Connection, parent.CustomerId, to.Address, cancellationToken))
            {
                return Problem.Invalid(new Dictionary<string, string[]> { ["to"] = ["the_customer"] });
            }

            var identities = new Dictionary<(Guid, string), IdentityEntry>();
            await ResolveIdentities.CreateAsync(batch.Connection, time, [(account.Account.Id, to.Address, to.Name is null ? null : new ChannelProfile(to.Name, null, null))], identities, cancellationToken);
            var identity = identities.Values.Single();
            var side = batch.Create(account.Account.Id, account.Account.Channel, parent.BrandId, parent.TeamId, identity.Id, identity.CustomerId, id: request.Id, threaded: account.Threads, sideOf: id);
            (side.OwnerId, side.Subject) = (parent.OwnerId ?? agent.Id, request.Subject!.Trim());
            side.Remember();
            var letter = letters.AreWrittenOn(side.Channel) ? new Letter(side.Subject, [to], [], []) : null;
            if (await refusals.OfAsync(batch.Connection, side, request.Text, files, agent.Id, cancellationToken, letter) is { } cannot)
            {
                return Problem.Of(422, "cannot_send", cannot);
            }

            // The customer's own particulars are what one asks about; the other questions hold here as well.
            var asked = await checks.AskAsync(batch.Connection, side, request.Text, files, [.. request.Confirmed ?? [], "new_recipient", "wrong_name", "other_customer_name", "other_customer_phone", "other_customer_email", "other_customer_number", "other_customer_file"], agent, cancellationToken);
            if (asked.Count > 0)
            {
                return AskSender.Answer(asked);
            }

            append.Append(batch, side, request.Id, agent.Id, agent.Name, MaskedText.Of(request.Text), files, TimeSpan.Zero, letter);
            side.ChangeStatus(Actor.Agent(agent.Id), ConversationStatus.WaitingForOthers, null, null, batch.Now);
            parent.AppendActivity(Actor.Agent(agent.Id), "sideAsked", new { conversationId = side.Id, recipient = to.Name ?? to.Address }, batch.Now);
            batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "conversation.side_asked") { TargetKind = "conversation", TargetId = side.Id, CustomerId = parent.CustomerId, ConversationId = id }));
            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        sends.Raise();
        return TypedResults.Created($"/api/conversations/{request.Id}", (await ConversationRow.ByIdsAsync(dataSource, [request.Id], CancellationToken.None))[0]);
    }

    private Dictionary<string, string[]>? Invalid(Request request, AccountEntry? account)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.Id == Guid.Empty)
        {
            errors["id"] = ["required"];
        }

        if (account is not { Active: true, ReceiveOnly: false } || !accounts.Adapter(account.Account.Channel).Capabilities.Recipients)
        {
            errors["accountId"] = ["unknown"];
        }
        else if (request.To?.Address is not { } address || accounts.Adapter(account.Account.Channel).Recipient(address) is null || request.To.Name?.Any(char.IsControl) == true)
        {
            errors["to"] = [string.IsNullOrWhiteSpace(request.To?.Address) ? "required" : "invalid"];
        }

        if (string.IsNullOrWhiteSpace(request.Subject) || request.Subject.Length > 500 || request.Subject.Any(char.IsControl))
        {
            errors["subject"] = [string.IsNullOrWhiteSpace(request.Subject) ? "required" : "invalid"];
        }

        if (string.IsNullOrWhiteSpace(request.Text))
        {
            errors["text"] = ["required"];
        }

        return errors.Count > 0 ? errors : null;
    }

    /// <summary>Null: it is free. True: it is this very side.</summary>
    private static async Task<bool?> ExistsAsync(NpgsqlConnection connection, Guid side, Guid parent, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT COALESCE(side_of = $2, false) FROM conversations.conversation WHERE id = $1", connection).With(side, parent);
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }

    /// <summary>Whom the customer is known by: what is asked of others must not go to them.</summary>
    private static async Task<bool> IsCustomerAsync(NpgsqlConnection connection, Guid customerId, string address, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT EXISTS (SELECT 1 FROM customers.identity WHERE customer_id = $1 AND external_id = $2) OR EXISTS (SELECT 1 FROM customers.address WHERE customer_id = $1 AND kind = 'email' AND value = $2)
            """, connection).With(customerId, address);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
