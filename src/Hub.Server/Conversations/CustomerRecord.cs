using Hub.Server.Conversations.Actions;
using Hub.Server.Conversations.Audit;
using Hub.Server.Conversations.Members;
using Hub.Server.Conversations.Records;
using Hub.Server.Conversations.Starting;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations;

/// <summary>
/// The customer record as the desk uses it. It lives beside the conversations because they decide who may see it: whoever may see one conversation of a
/// customer may see the record.
/// </summary>
internal static class CustomerRecord
{
    private const int MaxText = 10_000;

    /// <param name="Version">The version that was edited; another one means that somebody was quicker.</param>
    internal sealed record UpdateRequest(string? Name, string? Kana, string? Company, string? Notes, string[]? Tags, int Version);

    internal sealed record TimelineEntry(ConversationRow Conversation, string? FirstText);

    internal sealed record Timeline(IReadOnlyList<TimelineEntry> Items, string? Next);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var customers = routes.MapGroup("/api/customers").WithTags("Customers");
        FindCustomers.Map(customers);
        CreateCustomer.Map(customers);
        ChangeAddresses.Map(customers);
        ChangeOptOut.Map(customers);
        FindIdentities.Map(customers);
        LinkIdentity.Map(customers);
        UnlinkIdentity.Map(customers);
        UnlinkMember.Map(customers);
        ListReachable.Map(customers);
        customers.MapGet("/{id:guid}", GetAsync).WithName("GetCustomer").RequireSignedIn().Produces<CustomerView>();
        customers.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateCustomer").RequirePermission(Permissions.EditCustomers).Produces<CustomerView>();
        customers.MapGet("/{id:guid}/timeline", TimelineAsync).WithName("GetTimeline").RequireSignedIn().Produces<Timeline>();
        routes.MapGet("/api/pictures/{identityId:guid}", PictureAsync).WithName("GetPicture").RequireSignedIn().Produces<Stream>(200, "image/png");
    }

    private static async Task<IResult> GetAsync(Guid id, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken) || await customers.ReadAsync(id, cancellationToken) is not { } customer)
        {
            return await HiddenLook.AtCustomerAsync(id, agent, dataSource, audit, cancellationToken);
        }

        await audit.SawAsync(Seen(agent, id), cancellationToken);
        return TypedResults.Ok(customer);
    }

    private static AuditEntry Seen(CurrentAgent agent, Guid id) => new(agent.AsActor(), "customer.seen") { TargetKind = "customer", TargetId = id, CustomerId = id };

    private static async Task<IResult> UpdateAsync(
        Guid id, UpdateRequest request, CurrentAgent agent, CustomerReader customers, NpgsqlDataSource dataSource, FactSignal facts, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        var errors = new Dictionary<string, string[]>();
        foreach (var (field, value, limit) in new[] { ("name", request.Name, 200), ("kana", request.Kana, 200), ("company", request.Company, 200), ("notes", request.Notes, MaxText) })
        {
            if (value?.Length > limit)
            {
                errors[field] = ["too_long"];
            }
        }

        if (TagConversation.Clean(request.Tags) is not { } tags)
        {
            errors["tags"] = ["too_long"];
            tags = [];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            WITH was AS (SELECT * FROM customers.customer WHERE id = $1)
            UPDATE customers.customer SET name_edited = name_edited OR name IS DISTINCT FROM $3, name = $3, kana = $4, company = $5, notes = $6, tags = $7, version = version + 1
            WHERE id = $1 AND version = $2
            RETURNING (SELECT array_remove(ARRAY[CASE WHEN was.name IS DISTINCT FROM $3 THEN 'name' END, CASE WHEN was.kana IS DISTINCT FROM $4 THEN 'kana' END,
                CASE WHEN was.company IS DISTINCT FROM $5 THEN 'company' END, CASE WHEN was.notes IS DISTINCT FROM $6 THEN 'notes' END, CASE WHEN was.tags <> $7 THEN 'tags' END], NULL) FROM was)
            """, connection);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = request.Version });
        foreach (var text in new[] { request.Name, request.Kana, request.Company, request.Notes })
        {
            command.Parameters.Add(new() { Value = string.IsNullOrWhiteSpace(text) ? DBNull.Value : text.Trim(), NpgsqlDbType = NpgsqlDbType.Text });
        }

        command.Parameters.Add(new() { Value = tags });
        if (await command.ExecuteScalarAsync(cancellationToken) is not string[] fields)
        {
            return Problem.Of(409, "customer_changed");
        }

        var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { AuditLog.Insert(new AuditEntry(agent.AsActor(), "customer.changed") { TargetKind = "customer", TargetId = id, CustomerId = id, Data = new { fields } }) },
        };
        Fact.AddInserts(batch, [CustomerFacts.Changed(id)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        facts.Raise();
        return TypedResults.Ok(await customers.ReadAsync(id, CancellationToken.None));
    }

    private static async Task<IResult> TimelineAsync(
        Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, AuditTrail audit, CancellationToken cancellationToken, string? cursor = null, int limit = 20)
    {
        if (!ListCursor.TryParse(cursor, out var from))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 100);
        await using var command = dataSource.CreateCommand().With(id, from.At, from.Id, limit + 1);
        command.CommandText = $"""
            {ConversationRow.Select} WHERE c.customer_id = $1 AND (h.last_activity_at, h.conversation_id) < ($2, $3) AND {ConversationAccess.ForAgent(agent, command)}
            ORDER BY h.last_activity_at DESC, h.conversation_id DESC LIMIT $4
            """;
        var rows = await command.ReadAllAsync(ConversationRow.Read, cancellationToken);
        if (rows.Count == 0 && cursor is null && !await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        await audit.SawAsync(Seen(agent, id), cancellationToken);
        var next = rows.Count > limit ? ListCursor.Format(rows[limit - 1].LastActivityAt, rows[limit - 1].Id) : null;
        var page = rows.Count > limit ? rows[..limit] : rows;
        await using var firstCommand = dataSource.CreateCommand("""
            SELECT DISTINCT ON (m.conversation_id) m.conversation_id, left(COALESCE(m.content->>'body', m.content->>'caption'), 140) FROM conversations.message m
            WHERE m.conversation_id = ANY($1) AND m.kind = 0 ORDER BY m.conversation_id, m.number
            """).With(page.Select(row => row.Id).ToArray());
        var first = (await firstCommand.ReadAllAsync(reader => (reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetString(1)), cancellationToken)).ToDictionary();
        return TypedResults.Ok(new Timeline([.. page.Select(row => new TimelineEntry(row, first.GetValueOrDefault(row.Id)))], next));
    }

    private static async Task<IResult> PictureAsync(Guid identityId, CurrentAgent agent, HttpContext context, NpgsqlDataSource dataSource, FileStore files, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT customer_id, picture_key FROM customers.identity WHERE id = $1 AND picture_key IS NOT NULL").With(identityId);
        var found = await command.ReadFirstAsync(reader => new { Customer = reader.GetGuid(0), Key = reader.GetString(1) }, cancellationToken);
        if (found is null || !await CustomerAccess.MaySeeAsync(dataSource, agent, found.Customer, cancellationToken))
        {
            return Problem.NotFound();
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "private, max-age=86400";
        // Only raster pictures are kept (see RefreshProfile), so the type can be said from the bytes.
        try
        {
            var stream = await files.OpenAsync(found.Key, cancellationToken);
            return TypedResults.Stream(stream, PictureFormat.Of(stream) ?? "application/octet-stream");
        }
        catch (FileNotFoundException)
        {
            return Problem.NotFound(); // Replaced by a newer one at this moment.
        }
    }
}
