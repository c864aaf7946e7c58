using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Audit;

/// <summary>The audit log over the API: look through it, and check its chain.</summary>
internal static class ReadAudit
{
    internal sealed record Page(IReadOnlyList<AuditView> Items, string? Next);

    /// <param name="Checkpoint">One kept elsewhere, <c>seq:hash</c>: proves that nothing before it was cut off or rewritten.</param>
    internal sealed record VerifyRequest(string? Checkpoint);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/api/audit").WithTags("Audit");
        audit.MapGet("/", ListAsync).WithName("ListAudit").RequirePermission(Permissions.SeeAudit).Produces<Page>();
        audit.MapPost("/verify", VerifyAsync).WithName("VerifyAudit").RequirePermission(Permissions.SeeAudit).Produces<AuditVerdict>();
    }

    private static async Task<IResult> ListAsync(
        CurrentAgent agent, Agents agents, NpgsqlDataSource dataSource, CancellationToken cancellationToken, Guid? actor = null, string? action = null, Guid? customer = null,
        Guid? conversation = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? cursor = null, int limit = 50)
    {
        if (!ListCursor.TryParse(cursor, out var before))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["cursor"] = ["invalid"] });
        }

        limit = Math.Clamp(limit, 1, 200);
        await using var command = new AuditQuery(actor, action, customer, conversation, from, to).Command(dataSource, agent, before, limit + 1);
        var entries = await command.ReadAllAsync(AuditQuery.Read, cancellationToken);
        var next = entries.Count > limit ? ListCursor.Format(entries[limit - 1].At, entries[limit - 1].Id) : null;
        return TypedResults.Ok(new Page(await AuditQuery.NamedAsync(next is null ? entries : entries[..limit], agents, cancellationToken), next));
    }

    private static async Task<IResult> VerifyAsync(VerifyRequest? request, CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var kept = AuditCheckpoint.Parse(request?.Checkpoint);
        if (kept is null && !string.IsNullOrWhiteSpace(request?.Checkpoint))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["checkpoint"] = ["invalid"] });
        }

        var verdict = await AuditVerifier.VerifyAsync(dataSource, kept, cancellationToken);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "audit.verified") { Data = new { verdict.Whole, verdict.Checked, verdict.BrokenSeq, verdict.Reason } });
        return TypedResults.Ok(verdict);
    }
}
