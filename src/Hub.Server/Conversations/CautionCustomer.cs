using Hub.Server.Conversations.Records;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations;

/// <summary>A caution on a customer: shown above the composer wherever somebody writes to them.</summary>
internal static class CautionCustomer
{
    private const int MaxText = 500;

    /// <param name="Text">Null or empty: none any more.</param>
    /// <param name="From">What its author saw. Given: refused if it says something else by now.</param>
    internal sealed record Request(string? Text, DateOnly? ReviewOn, Seen? From = null);

    internal sealed record Seen(string? Text);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/customers/{id:guid}/caution", HandleAsync).WithName("CautionCustomer").WithTags("Customers").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();

    private static async Task<IResult> HandleAsync(
        Guid id, Request request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text.Trim();
        if (text?.Length > MaxText)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = ["too_long"] });
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (request.From is { } seen)
        {
            await using var find = new NpgsqlCommand("SELECT caution FROM customers.customer WHERE id = $1 FOR UPDATE", connection).With(id);
            if (await find.ExecuteScalarAsync(cancellationToken) as string != seen.Text)
            {
                return Problem.Of(409, "customer_changed");
            }
        }

        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("""
                    UPDATE customers.customer SET caution = $2, caution_by = CASE WHEN $2 IS NOT NULL THEN $3 END, caution_at = CASE WHEN $2 IS NOT NULL THEN $4 END, caution_review = $5,
                    version = version + 1 WHERE id = $1
                    """)
                {
                    Parameters =
                    {
                        new() { Value = id }, new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = agent.Id, NpgsqlDbType = NpgsqlDbType.Uuid },
                        new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                        new() { Value = text is null || request.ReviewOn is null ? DBNull.Value : request.ReviewOn, NpgsqlDbType = NpgsqlDbType.Date },
                    },
                },
                AuditLog.Insert(new AuditEntry(agent.AsActor(), text is null ? "customer.caution_removed" : "customer.caution_set") { TargetKind = "customer", TargetId = id, CustomerId = id }),
            },
        };
        Fact.AddInserts(batch, [CustomerFacts.Changed(id)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
        return TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None));
    }
}
