using Hub.Server.Conversations.Records;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Audit;

/// <summary>Who saw this customer: everybody who opened the record, a conversation or a file, changed or exported something, with the first and the last time.</summary>
internal static class SeenBy
{
    private const int MaxPeople = 200;

    /// <param name="Times">How many entries; the same look counts once in ten minutes.</param>
    internal sealed record Person(AuditActorView Actor, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Times, string[] Actions);

    internal sealed record People(IReadOnlyList<Person> Items, bool More);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/customers/{id:guid}/seen-by", HandleAsync).WithName("ListSeenBy").WithTags("Customers").RequirePermission(Permissions.SeeAudit).Produces<People>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, Agents agents, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand($"""
            SELECT actor_kind, actor_id, token_id IS NOT NULL, min(at), max(at), count(*), array_agg(DISTINCT action ORDER BY action) FROM platform.audit
            WHERE customer_id = $1 GROUP BY 1, 2, 3 ORDER BY max(at) DESC, actor_id LIMIT {MaxPeople + 1}
            """).With(id);
        var people = await command.ReadAllAsync(
            reader => new Person(
                new AuditActorView((AuditActorKind)reader.GetInt16(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), null, reader.GetBoolean(2)),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4), reader.GetInt64(5), reader.GetFieldValue<string[]>(6)), cancellationToken);
        var names = await agents.NamesAsync(people.Select(person => person.Actor.Id).OfType<Guid>(), cancellationToken);
        return TypedResults.Ok(new People(
            [.. people.Take(MaxPeople).Select(person => person with { Actor = person.Actor with { Name = names.GetValueOrDefault(person.Actor.Id ?? Guid.Empty) } })], people.Count > MaxPeople));
    }
}
