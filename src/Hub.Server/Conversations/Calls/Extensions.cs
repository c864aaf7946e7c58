using System.Text.RegularExpressions;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Calls;

/// <summary>Whose telephone has which extension, for telephone systems that name extensions rather than e-mail addresses.</summary>
internal static partial class Extensions
{
    internal sealed record Item(Guid AgentId, string Extension);

    internal sealed record ItemList(IReadOnlyList<Item> Items);

    internal sealed record Request(string? Extension);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var extensions = routes.MapGroup("/api/extensions").WithTags("Calls");
        extensions.MapGet("/", ListAsync).WithName("ListExtensions").RequireSignedIn().Produces<ItemList>();
        extensions.MapPut("/{agentId:guid}", PutAsync).WithName("SetExtension").RequirePermission(Permissions.ManageAccounts).Produces<ItemList>();
    }

    private static async Task<IResult> ListAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT agent_id, extension FROM conversations.extension ORDER BY extension LIMIT 1000");
        return TypedResults.Ok(new ItemList(await command.ReadAllAsync(reader => new Item(reader.GetGuid(0), reader.GetString(1)), cancellationToken)));
    }

    private static async Task<IResult> PutAsync(Guid agentId, Request request, CurrentAgent agent, Agents agents, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var extension = request.Extension?.Trim();
        if (await agents.GetAsync(agentId, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        if (!string.IsNullOrEmpty(extension) && !Format().IsMatch(extension))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["extension"] = ["invalid"] });
        }

        try
        {
            await using var batch = dataSource.CreateBatch();
            batch.BatchCommands.Add(string.IsNullOrEmpty(extension)
                ? new NpgsqlBatchCommand("DELETE FROM conversations.extension WHERE agent_id = $1") { Parameters = { new() { Value = agentId } } }
                : new NpgsqlBatchCommand("INSERT INTO conversations.extension (agent_id, extension) VALUES ($1, $2) ON CONFLICT (agent_id) DO UPDATE SET extension = excluded.extension")
                {
                    Parameters = { new() { Value = agentId }, new() { Value = extension } },
                });
            batch.BatchCommands.Add(AuditLog.Insert(new AuditEntry(agent.AsActor(), "extension.set") { TargetKind = "person", TargetId = agentId, Data = new { extension } }));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["extension"] = ["taken"] });
        }

        return await ListAsync(dataSource, cancellationToken);
    }

    [GeneratedRegex("^[0-9A-Za-z*#._-]{1,32}$")]
    private static partial Regex Format();
}
