using Hub.Server.Conversations.Records;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Members;

/// <summary>Ends by hand that an address counts as a member's, and undoes that. The address and its conversations stay where they are.</summary>
internal static class UnlinkMember
{
    internal sealed record Request(string? Reason)
    {
        public override string ToString() => nameof(UnlinkMember);
    }

    /// <param name="LinkId">For undoing it.</param>
    internal sealed record Unlinked(Guid LinkId, CustomerView Customer);

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapPost("/{id:guid}/identities/{identityId:guid}/member/unlink", UnlinkAsync).WithName("UnlinkMember").RequirePermission(Permissions.EditCustomers).Produces<Unlinked>();
        customers.MapPost("/{id:guid}/members/undo/{linkId:guid}", UndoAsync).WithName("UndoUnlinkMember").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();
    }

    private static async Task<IResult> UnlinkAsync(
        Guid id, Guid identityId, Request request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            if (await MemberLinks.CurrentAsync(connection, id, identityId, cancellationToken) is not { } linkId)
            {
                return Problem.NotFound();
            }

            if (LinkIdentity.ReasonFault(request.Reason) is { } fault)
            {
                return fault;
            }

            var batch = new NpgsqlBatch(connection);
            Add(batch, agent, id, identityId, linkId, request.Reason!.Trim(), time.GetUtcNow());
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            facts.Raise();
            return TypedResults.Ok(new Unlinked(linkId, (await customers.ReadAsync(id, CancellationToken.None))!));
        }
    }

    private static async Task<IResult> UndoAsync(
        Guid id, Guid linkId, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            if (await MemberLinks.RestoreAsync(connection, id, linkId, EndMemberLink.ByMember, cancellationToken) is not { } identityId)
            {
                return Problem.NotFound();
            }

            var batch = new NpgsqlBatch(connection) { BatchCommands = { Grown(id), Entry(agent.AsActor(), "customer.member_unlink_undone", id, identityId, linkId) } };
            Fact.AddInserts(batch, [CustomerFacts.Changed(id), CustomerFacts.MemberLinked(identityId, id, linkId)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        return TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None));
    }

    /// <summary>All that ending a link changes.</summary>
    public static void Add(NpgsqlBatch batch, CurrentAgent agent, Guid customerId, Guid identityId, Guid linkId, string reason, DateTimeOffset at)
    {
        batch.BatchCommands.Add(MemberLinks.End(linkId, agent.Id, reason, at));
        batch.BatchCommands.Add(Grown(customerId));
        batch.BatchCommands.Add(Entry(agent.AsActor(), "customer.member_unlinked", customerId, identityId, linkId, reason));
        Fact.AddInserts(batch, [CustomerFacts.Changed(customerId), CustomerFacts.MemberUnlinked(identityId, customerId, linkId)]);
    }

    /// <summary>The record grows a version, so that the live view's newest wins.</summary>
    private static NpgsqlBatchCommand Grown(Guid customerId) => new("UPDATE customers.customer SET version = version + 1 WHERE id = $1") { Parameters = { new() { Value = customerId } } };

    private static NpgsqlBatchCommand Entry(AuditActor actor, string action, Guid customerId, Guid identityId, Guid linkId, string? reason = null) =>
        AuditLog.Insert(new AuditEntry(actor, action) { TargetKind = "customer", TargetId = customerId, CustomerId = customerId, Data = new { identityId, linkId, reason } });
}
