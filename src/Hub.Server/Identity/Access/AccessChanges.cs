using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// Tells what holds connections open that somebody's access changed. The version grows in the transaction of the change; after the commit
/// <see cref="Announce"/> tells this node at once. Other nodes compare versions and sessions every few seconds.
/// </summary>
internal sealed class AccessChanges(NpgsqlDataSource dataSource, SignedInAgents signedIn, SecuritySettings security, TimeProvider time)
{
    /// <summary>The agent whose access changed: abort their live connections, they come back with what they may do now. Handlers must be quick and not throw.</summary>
    public event Action<Guid>? Changed;

    public void Announce(Guid agentId)
    {
        signedIn.Forget(agentId);
        Changed?.Invoke(agentId);
    }

    /// <summary>Part of the caller's transaction.</summary>
    public static Task BumpAsync(HubDbContext db, Guid agentId, CancellationToken cancellationToken) =>
        db.Set<Agent>().Where(agent => agent.Id == agentId)
            .ExecuteUpdateAsync(update => update.SetProperty(agent => agent.AccessVersion, agent => agent.AccessVersion + 1), cancellationToken);

    /// <summary>Part of the caller's transaction. In the order of ids, so that two changes at once cannot wait for each other.</summary>
    public static async Task BumpTeamsAsync(HubDbContext db, IEnumerable<Guid> teamIds, CancellationToken cancellationToken)
    {
        foreach (var teamId in teamIds.Distinct().Order())
        {
            await db.Set<Team>().Where(team => team.Id == teamId)
                .ExecuteUpdateAsync(update => update.SetProperty(team => team.AccessVersion, team => team.AccessVersion + 1), cancellationToken);
        }
    }

    /// <summary>The versions as the database has them now. Agents who are not active are missing.</summary>
    public Task<IReadOnlyDictionary<Guid, long>> CurrentVersionsAsync(IEnumerable<Guid> agentIds, CancellationToken cancellationToken) =>
        VersionsAsync("SELECT id, access_version FROM identity.agent WHERE active AND id = ANY($1)", agentIds, cancellationToken);

    /// <summary>Versions of teams; they grow when somebody joins, leaves, or is switched off or on.</summary>
    public Task<IReadOnlyDictionary<Guid, long>> CurrentTeamVersionsAsync(IEnumerable<Guid> teamIds, CancellationToken cancellationToken) =>
        VersionsAsync("SELECT id, access_version FROM identity.team WHERE id = ANY($1)", teamIds, cancellationToken);

    /// <summary>Those of the sessions that are neither signed out nor timed out.</summary>
    public async Task<IReadOnlySet<Guid>> SessionsAliveAsync(IEnumerable<Guid> sessionIds, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = dataSource.CreateCommand("SELECT id FROM identity.session WHERE id = ANY($1) AND expires_at > $2 AND last_seen_at > $3");
        command.Parameters.Add(new() { Value = sessionIds.ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = now - (await security.GetAsync(cancellationToken)).IdleLimit });
        return await IdsAsync(command, cancellationToken);
    }

    /// <summary>Those of the API tokens that are neither revoked nor expired.</summary>
    public async Task<IReadOnlySet<Guid>> TokensAliveAsync(IEnumerable<Guid> tokenIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT id FROM identity.api_token WHERE id = ANY($1) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)");
        command.Parameters.Add(new() { Value = tokenIds.ToArray() });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return await IdsAsync(command, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<Guid, long>> VersionsAsync(string sql, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        var versions = new Dictionary<Guid, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions[reader.GetGuid(0)] = reader.GetInt64(1);
        }

        return versions;
    }

    private static async Task<IReadOnlySet<Guid>> IdsAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var ids = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }
}
