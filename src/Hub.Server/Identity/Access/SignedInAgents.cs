using System.Collections.Concurrent;
using System.Collections.Frozen;
using Npgsql;

namespace Hub.Server.Identity;

/// <summary>
/// Who a cookie or an API token belongs to: one query, remembered for two seconds. A change made on this node is forgotten at once, a change made on
/// another node after two seconds.
/// </summary>
internal sealed class SignedInAgents(NpgsqlDataSource dataSource, SecuritySettings security, TimeProvider time)
{
    public static readonly TimeSpan AbsoluteLimit = TimeSpan.FromDays(14);
    private static readonly TimeSpan RememberFor = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TouchEvery = TimeSpan.FromMinutes(1);
    private const int MaxRemembered = 20_000;

    private const string Person = """
        a.id, a.name, a.email, r.key, COALESCE(r.permissions, '{}'),
        ARRAY(SELECT m.team_id FROM identity.team_member m WHERE m.agent_id = a.id), a.language, a.access_version,
        (SELECT jsonb_agg(jsonb_build_object('permissions', gr.permissions, 'teamId', g.team_id, 'brandId', g.brand_id))::text
            FROM identity.agent_grant g JOIN identity.role gr ON gr.id = g.role_id WHERE g.agent_id = a.id),
        a.totp_secret IS NULL AND (COALESCE(r.require_code, false)
            OR EXISTS (SELECT 1 FROM identity.agent_grant g JOIN identity.role gr ON gr.id = g.role_id WHERE g.agent_id = a.id AND gr.require_code))
        """;
    private const string BySession = $"""
        SELECT s.id, s.last_seen_at, {Person}
        FROM identity.session s JOIN identity.agent a ON a.id = s.agent_id LEFT JOIN identity.role r ON r.id = a.role_id
        WHERE s.token_hash = $1 AND a.active AND s.expires_at > $2 AND s.last_seen_at > $3
        """;
    private const string ByToken = $"""
        SELECT t.id, t.last_used_at, {Person}
        FROM identity.api_token t JOIN identity.agent a ON a.id = t.agent_id LEFT JOIN identity.role r ON r.id = a.role_id
        WHERE t.token_hash = $1 AND a.active AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
        """;

    private readonly ConcurrentDictionary<string, (CurrentAgent Agent, long At)> _remembered = new(StringComparer.Ordinal);
    private long _generation;

    public ValueTask<CurrentAgent?> BySessionAsync(string token, CancellationToken cancellationToken) =>
        FindAsync(token, isSession: true, cancellationToken);

    /// <param name="token">Without its prefix.</param>
    public ValueTask<CurrentAgent?> ByApiTokenAsync(string token, CancellationToken cancellationToken) =>
        FindAsync(token, isSession: false, cancellationToken);

    public void Forget(Guid agentId)
    {
        // The generation first: a look-up that has read the old row but not stored it yet then does not store it.
        Interlocked.Increment(ref _generation);
        foreach (var entry in _remembered.Where(entry => entry.Value.Agent.Id == agentId))
        {
            _remembered.TryRemove(entry.Key, out _);
        }
    }

    public void ForgetAll()
    {
        Interlocked.Increment(ref _generation);
        _remembered.Clear();
    }

    private async ValueTask<CurrentAgent?> FindAsync(string token, bool isSession, CancellationToken cancellationToken)
    {
        if (!SecretToken.LooksRight(token))
        {
            return null;
        }

        var hash = SecretToken.Hash(token);
        var key = (isSession ? "s" : "t") + Convert.ToHexString(hash);
        if (_remembered.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < RememberFor)
        {
            return known.Agent;
        }

        var generation = Interlocked.Read(ref _generation);
        var askedAt = time.GetTimestamp();
        var now = time.GetUtcNow();
        var found = await ReadAsync(hash, isSession, now, cancellationToken);
        if (found is not var (agent, usedAt))
        {
            _remembered.TryRemove(key, out _);
            return null;
        }

        if (usedAt is null || now - usedAt > TouchEvery)
        {
            await TouchAsync(agent, now, cancellationToken);
        }

        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[key] = (agent, askedAt);
        if (Interlocked.Read(ref _generation) != generation)
        {
            _remembered.TryRemove(key, out _);
        }

        return agent;
    }

    private async Task<(CurrentAgent Agent, DateTimeOffset? UsedAt)?> ReadAsync(byte[] hash, bool isSession, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(isSession ? BySession : ByToken);
        command.Parameters.Add(new() { Value = hash });
        command.Parameters.Add(new() { Value = now });
        if (isSession)
        {
            command.Parameters.Add(new() { Value = now - (await security.GetAsync(cancellationToken)).IdleLimit });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var id = reader.GetGuid(0);
        var agent = new CurrentAgent(
            reader.GetGuid(2),
            reader.GetString(3),
            reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetFieldValue<string[]>(6).ToFrozenSet(StringComparer.Ordinal),
            reader.GetFieldValue<Guid[]>(7).ToFrozenSet(),
            reader.GetString(8),
            isSession ? id : null,
            isSession ? null : id,
            reader.GetInt64(9))
        {
            MustSetUpSecondStep = reader.GetBoolean(11),
            Grants = HeldRole.FromJson(reader.IsDBNull(10) ? null : reader.GetString(10)),
        };
        return (agent, reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }

    private async Task TouchAsync(CurrentAgent agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(agent.SessionId is null
            ? "UPDATE identity.api_token SET last_used_at = $2 WHERE id = $1"
            : "UPDATE identity.session SET last_seen_at = greatest(last_seen_at, $2) WHERE id = $1");
        command.Parameters.Add(new() { Value = agent.SessionId ?? agent.TokenId!.Value });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
