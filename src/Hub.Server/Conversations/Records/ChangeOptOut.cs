using Hub.Server.Conversations;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>
/// A person notes that a customer wants no messages at an address, or that they are welcome again. The latter needs a reason, since it sets aside what the
/// customer or the provider said; a provider that blocks the number goes on doing so.
/// </summary>
internal static class ChangeOptOut
{
    private const int MaxReason = 500;

    /// <param name="Reason">Required when messages are to be sent again; goes into the audit log.</param>
    internal sealed record Request(bool OptedOut, string? Reason)
    {
        public override string ToString() => $"opted out {OptedOut}";
    }

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("/{id:guid}/identities/{identityId:guid}/opt-out", HandleAsync).WithName("ChangeOptOut").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();

    private static async Task<IResult> HandleAsync(
        Guid id, Guid identityId, Request request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        if ((request.Reason?.Trim() ?? "") is var reason && (reason.Length > MaxReason || (reason.Length == 0 && !request.OptedOut)))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["reason"] = [reason.Length == 0 ? "required" : "too_long"] });
        }

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await using var find = new NpgsqlCommand(
                "SELECT a.channel FROM customers.identity i JOIN integrations.channel_account a ON a.id = i.account_id WHERE i.id = $1 AND i.customer_id = $2", connection).With(identityId, id);
            if (await find.ExecuteScalarAsync(cancellationToken) is not string channel)
            {
                return Problem.NotFound();
            }

            var changed = request.OptedOut
                ? await OptOuts.RecordAsync(connection, channel, identityId, OptOuts.ByAgent, null, agent.Id, time.GetUtcNow(), cancellationToken)
                : await OptOuts.EndAsync(connection, channel, identityId, cancellationToken);
            if (changed)
            {
                var batch = new NpgsqlBatch(connection)
                {
                    BatchCommands =
                    {
                        new NpgsqlBatchCommand("UPDATE customers.customer SET version = version + 1 WHERE id = $1") { Parameters = { new() { Value = id } } },
                        AuditLog.Insert(new AuditEntry(agent.AsActor(), request.OptedOut ? "customer.opted_out" : "customer.opted_in")
                        {
                            TargetKind = "customer", TargetId = id, CustomerId = id, Data = new { channel, identityId, reason = reason.Length > 0 ? reason : null },
                        }),
                    },
                };
                Fact.AddInserts(batch, [CustomerFacts.Changed(id)]);
                await batch.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
            }
        }

        facts.Raise();
        return TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None));
    }
}
