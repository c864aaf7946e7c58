using Hub.Server.Conversations.Records;
using Hub.Server.Conversations.Starting;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Calls;

/// <summary>A call as the desk shows it.</summary>
/// <param name="Number">E.164; null when withheld.</param>
/// <param name="AgentId">At whose telephone; null: the team's.</param>
internal sealed record CallView(
    Guid Id, string? AccountName, LogDirection Direction, string? Number, string? NumberShown, string? Line, CallState State, Guid? AgentId, Guid? TeamId, Guid? CustomerId, Guid? ConversationId,
    DateTimeOffset StartedAt, DateTimeOffset? AnsweredAt, DateTimeOffset? EndedAt, int Version)
{
    public static CallView Of(CallRow call, AccountEntry? account) => new(
        call.Id, account?.Name, call.Outbound ? LogDirection.Outbound : LogDirection.Inbound, call.Number, call.NumberShown, call.Line, call.State, call.AgentId, call.TeamId, call.CustomerId,
        call.ConversationId, call.StartedAt, call.AnsweredAt, call.EndedAt, call.Version);

    public override string ToString() => $"call {Id}";
}

/// <summary>
/// What rings now, who it may be, and the thread to write in while one speaks. Whoever a call rings for learns the caller's name, also of a customer of
/// another team: they are about to speak to them.
/// </summary>
internal static class CallDesk
{
    private static readonly TimeSpan Running = TimeSpan.FromHours(4);
    private static readonly TimeSpan StillRings = TimeSpan.FromMinutes(3);

    internal sealed record CallList(IReadOnlyList<CallView> Items);

    /// <param name="Open">Their open conversations, as far as one may see them.</param>
    internal sealed record Caller(Guid Id, string? Name, string? Kana, string? Company, string? PictureUrl, IReadOnlyList<ConversationRow> Open)
    {
        public override string ToString() => $"customer {Id}";
    }

    internal sealed record CallDetail(CallView Call, IReadOnlyList<Caller> Callers);

    /// <param name="CustomerId">Who it is, when several are known under the number or nobody is.</param>
    internal sealed record OpenRequest(Guid? CustomerId);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var calls = routes.MapGroup("/api/calls").WithTags("Calls");
        calls.MapGet("/", ListAsync).WithName("ListCalls").RequireSignedIn().Produces<CallList>();
        calls.MapGet("/{id:guid}", GetAsync).WithName("GetCall").RequireSignedIn().Produces<CallDetail>();
        calls.MapPost("/{id:guid}/open", OpenAsync).WithName("OpenCall").RequirePermission(Permissions.Reply).Produces<ConversationRow>();
    }

    private static async Task<IResult> ListAsync(CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand($"""
            SELECT {CallRow.Columns} FROM conversations.call c WHERE c.ended_at IS NULL AND c.started_at > $1 AND (c.answered_at IS NOT NULL OR c.started_at > $2) ORDER BY c.started_at DESC LIMIT 200
            """).With(now - Running, now - StillRings);
        var calls = new List<CallView>();
        foreach (var call in await command.ReadAllAsync(CallRow.Read, cancellationToken))
        {
            var account = await accounts.ByIdAsync(call.AccountId, cancellationToken);
            if (call.MaySee(agent, account))
            {
                calls.Add(CallView.Of(call, account));
            }
        }

        return TypedResults.Ok(new CallList(calls));
    }

    private static async Task<IResult> GetAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (await CallRow.OfAsync(dataSource, id, cancellationToken) is not { } call || !call.MaySee(agent, await accounts.ByIdAsync(call.AccountId, cancellationToken)))
        {
            return Problem.NotFound();
        }

        var callers = await CallersAsync(dataSource, call, agent, cancellationToken);
        foreach (var caller in callers)
        {
            await audit.SawAsync(new AuditEntry(agent.AsActor(), "customer.seen") { TargetKind = "customer", TargetId = caller.Id, CustomerId = caller.Id }, cancellationToken);
        }

        return TypedResults.Ok(new CallDetail(CallView.Of(call, await accounts.ByIdAsync(call.AccountId, cancellationToken)), callers));
    }

    private static async Task<List<Caller>> CallersAsync(NpgsqlDataSource dataSource, CallRow call, CurrentAgent agent, CancellationToken cancellationToken)
    {
        if (call is { Number: null, CustomerId: null })
        {
            return [];
        }

        await using var command = dataSource.CreateCommand($"""
            SELECT cu.id, COALESCE(cu.name, (SELECT i.display_name FROM customers.identity i WHERE i.customer_id = cu.id AND i.display_name IS NOT NULL ORDER BY i.created_at LIMIT 1)), cu.kana, cu.company,
            (SELECT i.id FROM customers.identity i WHERE i.customer_id = cu.id AND i.picture_key IS NOT NULL LIMIT 1)
            FROM customers.customer cu LEFT JOIN LATERAL (SELECT max(h.last_activity_at) AS at FROM conversations.conversation c
            JOIN conversations.conversation_head h ON h.conversation_id = c.id WHERE c.customer_id = cu.id) last ON true
            WHERE {(call.CustomerId is null ? $"cu.id IN ({CustomerAddresses.ByNumber})" : "cu.id = $1")} ORDER BY last.at DESC NULLS LAST, cu.id LIMIT 20
            """).With(call.CustomerId is { } customer ? customer : call.Number!);
        var found = await command.ReadAllAsync(reader => new Caller(
            reader.GetGuid(0), reader.TextOrNull(1), reader.TextOrNull(2), reader.TextOrNull(3), reader.IsDBNull(4) ? null : $"/api/pictures/{reader.GetGuid(4)}", []), cancellationToken);
        await using var open = dataSource.CreateCommand().With(found.ConvertAll(caller => caller.Id).ToArray(), ConversationStatuses.Closed);
        open.CommandText = $"{ConversationRow.Select} WHERE c.customer_id = ANY($1) AND NOT h.status = ANY($2) AND {ConversationAccess.ForAgent(agent, open)} ORDER BY h.last_activity_at DESC LIMIT 50";
        var rows = (await open.ReadAllAsync(ConversationRow.Read, cancellationToken)).ToLookup(row => row.Customer.Id);
        return found.ConvertAll(caller => caller with { Open = [.. rows[caller.Id].Take(3)] });
    }

    private static async Task<IResult> OpenAsync(
        Guid id, OpenRequest request, CurrentAgent agent, CallLog log, NpgsqlDataSource dataSource, ChannelAccounts accounts, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await CallRow.OfAsync(dataSource, id, cancellationToken) is not { } known || await accounts.ByIdAsync(known.AccountId, cancellationToken) is not { } account || !known.MaySee(agent, account))
        {
            return Problem.NotFound();
        }

        var callers = await CallersAsync(dataSource, known, agent, cancellationToken);
        if (request.CustomerId is { } chosen && callers.All(caller => caller.Id != chosen) && !await CustomerAccess.MaySeeAsync(dataSource, agent, chosen, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (request.CustomerId is null && callers.Count > 1)
        {
            return Problem.Of(409, "choose_customer");
        }

        Guid conversationId;
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            await using var hold = new NpgsqlCommand($"SELECT {CallRow.Columns} FROM conversations.call c WHERE c.id = $1 FOR UPDATE", batch.Connection).With(id);
            var call = (await hold.ReadFirstAsync(CallRow.Read, cancellationToken))!;
            if (call.ConversationId is not null && request.CustomerId is { } other && other != call.CustomerId)
            {
                return Problem.Of(409, "already_logged");
            }

            var customer = request.CustomerId ?? call.CustomerId ?? (callers.Count == 1 ? callers[0].Id : await log.NewCustomerAsync(batch, call.Number, call.NumberShown, cancellationToken));
            var conversation = (await log.WriteAsync(batch, account, call with { CustomerId = customer }, cancellationToken, agent))!;
            if (!ConversationAccess.MaySee(agent, conversation))
            {
                return Problem.NotFound();
            }

            if (call.Number is { } number)
            {
                batch.Also(CustomerAddresses.Insert(time, customer, CustomerAddresses.Phone, number, call.NumberShown ?? number, "call"));
            }

            batch.Raise(CallFacts.Changed(id));
            batch.Raise(CustomerFacts.Changed(customer));
            await batch.CommitAsync(CancellationToken.None);
            conversationId = conversation.Id;
        }

        facts.Raise();
        return TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [conversationId], CancellationToken.None))[0]);
    }
}
