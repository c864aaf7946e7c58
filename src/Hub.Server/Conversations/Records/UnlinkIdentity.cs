using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>
/// Takes an address out of a record: back to the customer it was taken from by hand, or into a record of its own, with the conversations that began on it. And the
/// undoing of either.
/// </summary>
internal static class UnlinkIdentity
{
    internal sealed record Request(string? Reason)
    {
        public override string ToString() => nameof(UnlinkIdentity);
    }

    /// <param name="CustomerId">Whose it is now.</param>
    internal sealed record Unlinked(Guid LinkId, Guid CustomerId, CustomerView Customer);

    private sealed record Link(Guid Id, Guid IdentityId, Guid? From, Guid To, bool WasVerified);

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapPost("/{id:guid}/identities/{identityId:guid}/unlink", UnlinkAsync).WithName("UnlinkIdentity").RequirePermission(Permissions.EditCustomers).Produces<Unlinked>();
        customers.MapPost("/{id:guid}/identities/undo/{linkId:guid}", UndoAsync).WithName("UndoIdentityLink").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();
    }

    private static async Task<IResult> UnlinkAsync(
        Guid id, Guid identityId, Request request, CurrentAgent agent, MoveIdentity moves, CustomerReader customers, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken) || await KnownIdentity.ByIdAsync(dataSource, identityId, cancellationToken) is not { } known || known.CustomerId != id)
        {
            return Problem.NotFound();
        }

        if (LinkIdentity.ReasonFault(request.Reason) is { } fault)
        {
            return fault;
        }

        var link = await FindAsync(dataSource, "identity_id = $1 AND to_customer = $2 AND NOT unlinked", cancellationToken, identityId, id);
        var to = link?.From ?? await CreateAsync(dataSource, identityId, time, cancellationToken);
        var move = new MoveIdentity.Move(identityId, id, to, known.Verified, link?.WasVerified ?? known.Verified, request.Reason!.Trim()) { Unlinks = true };
        var unlinked = NewId.Create(time);
        return await moves.ApplyAsync(move, unlinked, null, agent, "customer.identity_unlinked", cancellationToken)
            ? TypedResults.Ok(new Unlinked(unlinked, to, (await customers.ReadAsync(id, CancellationToken.None))!))
            : Problem.Of(409, "changed_meanwhile");
    }

    /// <summary>As long as the address has not gone on since.</summary>
    private static async Task<IResult> UndoAsync(
        Guid id, Guid linkId, CurrentAgent agent, MoveIdentity moves, CustomerReader customers, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken) || await FindAsync(dataSource, "id = $1 AND (to_customer = $2 OR from_customer = $2)", cancellationToken, linkId, id) is not { } link)
        {
            return Problem.NotFound();
        }

        if (link.From is not { } back)
        {
            return await RemoveAsync(dataSource, link, agent, cancellationToken) ? TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None)) : Problem.Of(409, "in_use");
        }

        var move = new MoveIdentity.Move(link.IdentityId, link.To, back, WasVerified: false, link.WasVerified, "");
        return await moves.ApplyAsync(move, null, link.Id, agent, "customer.identity_link_undone", cancellationToken)
            ? TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None))
            : Problem.Of(409, "changed_meanwhile");
    }

    private static async Task<Link?> FindAsync(NpgsqlDataSource dataSource, string which, CancellationToken cancellationToken, params Guid[] values)
    {
        await using var command = dataSource.CreateCommand($"""
            SELECT id, identity_id, from_customer, to_customer, was_verified FROM customers.identity_link WHERE {which} AND undone_at IS NULL ORDER BY at DESC LIMIT 1
            """).With([.. values.Select(value => (object?)value)]);
        return await command.ReadFirstAsync(reader => new Link(reader.GetGuid(0), reader.GetGuid(1), reader.IdOrNull(2), reader.GetGuid(3), reader.GetBoolean(4)), cancellationToken);
    }

    private static async Task<Guid> CreateAsync(NpgsqlDataSource dataSource, Guid identityId, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = NewId.Create(time);
        await using var command = dataSource.CreateCommand("INSERT INTO customers.customer (id, name) SELECT $1, i.display_name FROM customers.identity i WHERE i.id = $2").With(id, identityId);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return id;
    }

    /// <summary>An address that was only written down goes again, unless something has been said there.</summary>
    private static async Task<bool> RemoveAsync(NpgsqlDataSource dataSource, Link link, CurrentAgent agent, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            WITH gone AS (DELETE FROM customers.identity i WHERE i.id = $1 AND i.customer_id = $3 AND NOT EXISTS (SELECT 1 FROM conversations.conversation c WHERE c.identity_id = i.id)
                AND NOT EXISTS (SELECT 1 FROM conversations.joined_identity j WHERE j.identity_id = i.id) RETURNING i.id)
            UPDATE customers.identity_link SET undone_at = clock_timestamp() WHERE id = $2 AND EXISTS (SELECT 1 FROM gone)
            """, connection).With(link.IdentityId, link.Id, link.To);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return false;
        }

        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("UPDATE customers.customer SET version = version + 1 WHERE id = $1") { Parameters = { new() { Value = link.To } } },
                AuditLog.Insert(new AuditEntry(agent.AsActor(), "customer.identity_link_undone") { TargetKind = "customer", TargetId = link.To, CustomerId = link.To, Data = new { identityId = link.IdentityId } }),
            },
        };
        Fact.AddInserts(batch, [CustomerFacts.Changed(link.To)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return true;
    }
}
