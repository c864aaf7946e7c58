using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Records;

/// <summary>Adds and removes telephone numbers, e-mail and postal addresses of a customer.</summary>
internal static class ChangeAddresses
{
    private const int MaxAddresses = 50;

    internal sealed record Request(string? Kind, string? Value)
    {
        public override string ToString() => $"address {Kind}";
    }

    public static void Map(RouteGroupBuilder customers)
    {
        customers.MapPost("/{id:guid}/addresses", AddAsync).WithName("AddAddress").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();
        customers.MapDelete("/{id:guid}/addresses/{addressId:guid}", RemoveAsync).WithName("RemoveAddress").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();
    }

    private static async Task<IResult> AddAsync(
        Guid id, Request request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        if (request.Kind is not (CustomerAddresses.Phone or CustomerAddresses.Email or CustomerAddresses.Post))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["kind"] = ["unknown"] });
        }

        if (CustomerAddresses.Normalise(request.Kind, request.Value) is not { } value)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["value"] = [string.IsNullOrWhiteSpace(request.Value) ? "required" : "invalid"] });
        }

        if ((await CustomerAddresses.OfAsync(dataSource, id, cancellationToken)).Count >= MaxAddresses)
        {
            return Problem.Of(409, "too_many");
        }

        return await ChangeAsync(id, agent, CustomerAddresses.Insert(time, id, request.Kind, value, request.Value!, "agent"), customers, dataSource, facts, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(
        Guid id, Guid addressId, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        var delete = new NpgsqlBatchCommand("DELETE FROM customers.address WHERE id = $2 AND customer_id = $1") { Parameters = { new() { Value = id }, new() { Value = addressId } } };
        return await ChangeAsync(id, agent, delete, customers, dataSource, facts, cancellationToken);
    }

    /// <summary>The record grows a version, so that the live view's newest wins.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, CurrentAgent agent, NpgsqlBatchCommand change, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, CancellationToken cancellationToken)
    {
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            var batch = new NpgsqlBatch(connection)
            {
                BatchCommands = { new NpgsqlBatchCommand("UPDATE customers.customer SET version = version + 1 WHERE id = $1") { Parameters = { new() { Value = id } } }, change },
            };
            batch.BatchCommands.Add(AuditLog.Insert(
                new AuditEntry(agent.AsActor(), "customer.changed") { TargetKind = "customer", TargetId = id, CustomerId = id, Data = new { fields = new[] { "addresses" } } }));
            Fact.AddInserts(batch, [CustomerFacts.Changed(id)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        return TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None));
    }
}
