using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Records;

/// <summary>A customer entered by hand: somebody who called, wrote a letter or stood at the counter.</summary>
internal static class CreateCustomer
{
    private const int MaxName = 200;

    /// <param name="Id">Made by the client once; repeating the request with it makes no second customer.</param>
    /// <param name="Phone">Any spelling of a telephone number.</param>
    internal sealed record Request(Guid Id, string? Name, string? Kana, string? Company, string? Phone, string? Email)
    {
        public override string ToString() => $"customer {Id}";
    }

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("/", HandleAsync).WithName("CreateCustomer").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>(201).Produces<CustomerView>();

    private static async Task<IResult> HandleAsync(
        Request request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request);
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var insert = new NpgsqlCommand("""
            INSERT INTO customers.customer (id, name, kana, company, name_edited, created_at) VALUES ($1, $2, $3, $4, true, $5) ON CONFLICT (id) DO NOTHING
            """, connection))
        {
            insert.Parameters.Add(new() { Value = request.Id });
            foreach (var text in new[] { request.Name, request.Kana, request.Company })
            {
                insert.Parameters.Add(new() { Value = (object?)Clean(text) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            }

            insert.Parameters.Add(new() { Value = time.GetUtcNow() });
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                // The same again, or an id that is somebody else's: whoever may not see them learns nothing.
                return await CustomerAccess.MaySeeAsync(dataSource, agent, request.Id, cancellationToken)
                    ? TypedResults.Ok(await customers.ReadAsync(request.Id, cancellationToken))
                    : Problem.Of(409, "id_reused");
            }
        }

        var batch = new NpgsqlBatch(connection);
        foreach (var (kind, written) in new[] { (CustomerAddresses.Phone, request.Phone), (CustomerAddresses.Email, request.Email) })
        {
            if (CustomerAddresses.Normalise(kind, written) is { } value)
            {
                batch.BatchCommands.Add(CustomerAddresses.Insert(time, request.Id, kind, value, written!, "agent"));
            }
        }

        batch.BatchCommands.Add(AuditLog.Insert(new AuditEntry(agent.AsActor(), "customer.created") { TargetKind = "customer", TargetId = request.Id, CustomerId = request.Id }));
        Fact.AddInserts(batch, [CustomerFacts.Changed(request.Id)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
        return TypedResults.Created($"/api/customers/{request.Id}", await customers.ReadAsync(request.Id, CancellationToken.None));
    }

    private static Dictionary<string, string[]> Check(Request request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request.Id == Guid.Empty)
        {
            errors["id"] = ["required"];
        }

        foreach (var (field, value) in new[] { ("name", request.Name), ("kana", request.Kana), ("company", request.Company) })
        {
            if (value?.Length > MaxName)
            {
                errors[field] = ["too_long"];
            }
        }

        if (new[] { request.Name, request.Kana, request.Company, request.Phone, request.Email }.All(string.IsNullOrWhiteSpace))
        {
            errors["name"] = ["required"];
        }

        foreach (var (field, kind, written) in new[] { ("phone", CustomerAddresses.Phone, request.Phone), ("email", CustomerAddresses.Email, request.Email) })
        {
            if (!string.IsNullOrWhiteSpace(written) && CustomerAddresses.Normalise(kind, written) is null)
            {
                errors[field] = ["invalid"];
            }
        }

        return errors;
    }

    private static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
