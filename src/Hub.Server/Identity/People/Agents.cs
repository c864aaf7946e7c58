using System.Collections.Concurrent;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>What other modules may know about people and teams.</summary>
internal sealed class Agents
{
    private const string Columns = """
        SELECT a.id, a.name, a.email, r.key, a.active, ARRAY(SELECT m.team_id FROM identity.team_member m WHERE m.agent_id = a.id ORDER BY m.team_id), COALESCE(r.permissions, '{}'),
        (SELECT jsonb_agg(jsonb_build_object('permissions', gr.permissions, 'teamId', g.team_id, 'brandId', g.brand_id))::text
            FROM identity.agent_grant g JOIN identity.role gr ON gr.id = g.role_id WHERE g.agent_id = a.id)
        FROM identity.agent a LEFT JOIN identity.role r ON r.id = a.role_id
        """;
    private static readonly TimeSpan RecentlyUsed = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RememberNamesFor = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, (PersonNames Names, long At)> _names = new();
    private readonly NpgsqlDataSource _dataSource;
    private readonly AgentPresence _presence;
    private readonly TimeProvider _time;
    private long _forgotten;

    public Agents(NpgsqlDataSource dataSource, AccessChanges changes, AgentPresence presence, TimeProvider time)
    {
        _dataSource = dataSource;
        _presence = presence;
        _time = time;
        changes.Changed += Forget;
    }

    public async Task<AgentInfo?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(Columns + " WHERE a.id = $1");
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Everybody, also those who are switched off, by name.</summary>
    public async Task<IReadOnlyList<AgentInfo>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand(Columns + " ORDER BY a.name, a.id");
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Names by id; at most 30 seconds old. Ids of nobody are missing.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken) =>
        (await AllNamesAsync(ids, cancellationToken)).ToDictionary(person => person.Key, person => person.Value.Name);

    /// <summary>As <see cref="NamesAsync"/>, for what a customer reads too.</summary>
    public async ValueTask<IReadOnlyDictionary<Guid, PersonNames>> AllNamesAsync(IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, PersonNames>();
        var missing = new List<Guid>();
        foreach (var id in ids.Distinct())
        {
            if (_names.TryGetValue(id, out var known) && _time.GetElapsedTime(known.At) < RememberNamesFor)
            {
                names[id] = known.Names;
            }
            else
            {
                missing.Add(id);
            }
        }

        if (missing.Count == 0)
        {
            return names;
        }

        var (forgotten, askedAt) = (Interlocked.Read(ref _forgotten), _time.GetTimestamp());
        await using var command = _dataSource.CreateCommand("SELECT id, name, work_name, picture_token FROM identity.agent WHERE id = ANY($1)");
        command.Parameters.Add(new() { Value = missing.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var person = new PersonNames(reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)) { PicturePath = reader.IsDBNull(3) ? null : OwnPicture.PathOf(reader.GetString(3)) };
            names[reader.GetGuid(0)] = person;
            _names[reader.GetGuid(0)] = (person, askedAt);
            if (Interlocked.Read(ref _forgotten) != forgotten)
            {
                _names.TryRemove(reader.GetGuid(0), out _);
            }
        }

        return names;
    }

    /// <summary>Names and picture are asked for anew here at once, on other nodes within 30 seconds.</summary>
    public void Forget(Guid agentId)
    {
        // The count first: a look-up that has read the old name but not stored it yet then does not keep it.
        Interlocked.Increment(ref _forgotten);
        _names.TryRemove(agentId, out _);
    }

    /// <summary>Whether somebody is at work: their desk is connected, or they have used it in the last minutes, so that a restart of the hub or a reload of the page sends nobody home.</summary>
    public async Task<bool> IsAroundAsync(Guid agentId, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("""
            SELECT a.active AND ($2 OR EXISTS (SELECT FROM identity.session s WHERE s.agent_id = a.id AND s.expires_at > $3 AND s.last_seen_at > $4)) FROM identity.agent a WHERE a.id = $1
            """);
        var now = _time.GetUtcNow();
        foreach (var value in new object[] { agentId, _presence.IsPresent(agentId), now, now - RecentlyUsed })
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>All teams, by name.</summary>
    public async Task<IReadOnlyList<TeamView>> TeamsAsync(CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("SELECT id, name FROM identity.team ORDER BY name, id");
        var teams = new List<TeamView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            teams.Add(new TeamView(reader.GetGuid(0), reader.GetString(1)));
        }

        return teams;
    }

    private static async Task<List<AgentInfo>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var agents = new List<AgentInfo>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            agents.Add(new AgentInfo(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetBoolean(4), reader.GetFieldValue<Guid[]>(5),
                reader.GetFieldValue<string[]>(6).ToHashSet(StringComparer.Ordinal), HeldRole.FromJson(reader.IsDBNull(7) ? null : reader.GetString(7))));
        }

        return agents;
    }
}

/// <summary>What colleagues call somebody, and what customers may read.</summary>
internal sealed record PersonNames(string Name, string? WorkName)
{
    /// <summary>Where customers see their picture; null: they have none.</summary>
    public string? PicturePath { get; init; }

    /// <summary>Null: a brand that wants work names, and somebody who has none.</summary>
    /// <param name="workNames">The brand wants them.</param>
    public string? TowardsCustomers(bool workNames) => workNames ? WorkName : Name;

    /// <summary>Keeps names out of logs.</summary>
    public override string ToString() => "a person's names";
}

/// <summary>An agent as other modules see them.</summary>
/// <param name="Role">The role held everywhere, or null.</param>
/// <param name="Permissions">What the role held everywhere allows.</param>
/// <param name="Grants">Roles for single teams and brands.</param>
internal sealed record AgentInfo(
    Guid Id, string Name, string Email, string? Role, bool Active, IReadOnlyList<Guid> TeamIds, IReadOnlySet<string> Permissions, IReadOnlyList<HeldRole> Grants)
{
    /// <summary>All roles, the one held everywhere among them.</summary>
    public IEnumerable<HeldRole> Held => Role is null ? Grants : Grants.Prepend(new HeldRole(Permissions, null, null));

    public override string ToString() => $"agent {Id}";
}
