using Hub.Server.Conversations;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Knowledge;

/// <summary>
/// The gate and the reader. A person sees their own, those of their teams, and those of the brands whose conversations they may see; whoever has
/// <c>settings.manage</c> also sees all shared ones, to look after them. Inside a conversation only the ones of its brand count.
/// </summary>
internal sealed class CannedReplies(NpgsqlDataSource dataSource, ReplyContexts contexts)
{
    private const string Select = """
        SELECT r.id, r.agent_id, r.team_id, COALESCE(r.agent_id, r.team_id, r.brand_id), COALESCE(b.name, t.name, ''), r.folder, r.title, r.shortcut, r.body_ja, r.body_en, r.version, r.used,
        r.last_used_at, r.updated_at, ARRAY(SELECT f.id FROM knowledge.canned_file f WHERE f.reply_id = r.id ORDER BY f.position),
        ARRAY(SELECT f.kind FROM knowledge.canned_file f WHERE f.reply_id = r.id ORDER BY f.position), ARRAY(SELECT f.file_name FROM knowledge.canned_file f WHERE f.reply_id = r.id ORDER BY f.position),
        ARRAY(SELECT f.content_type FROM knowledge.canned_file f WHERE f.reply_id = r.id ORDER BY f.position), ARRAY(SELECT f.size FROM knowledge.canned_file f WHERE f.reply_id = r.id ORDER BY f.position)
        FROM knowledge.canned_reply r LEFT JOIN integrations.brand b ON b.id = r.brand_id LEFT JOIN identity.team t ON t.id = r.team_id
        """;

    public static bool MayEdit(CurrentAgent agent, CannedScope scope, Guid ownerId) =>
        scope == CannedScope.Own ? ownerId == agent.Id : agent.Can(Permissions.ManageSettings);

    /// <param name="brandId">Inside a conversation, its brand; null to see everything one may see.</param>
    /// <param name="after">The last id of the page before.</param>
    public async Task<List<CannedReply>> ListAsync(CurrentAgent agent, Guid? brandId, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = await GatedAsync(agent, brandId, $"r.deleted_at IS NULL AND r.id > $1 ORDER BY r.id LIMIT {limit}", after ?? Guid.Empty, cancellationToken);
        return await command.ReadAllAsync(reader => Read(reader, agent), cancellationToken);
    }

    public async Task<CannedReply?> FindAsync(CurrentAgent agent, Guid id, Guid? brandId, bool deleted, CancellationToken cancellationToken)
    {
        await using var command = await GatedAsync(agent, brandId, $"r.id = $1 AND (r.deleted_at IS NOT NULL) = {(deleted ? "TRUE" : "FALSE")}", id, cancellationToken);
        return await command.ReadFirstAsync(reader => Read(reader, agent), cancellationToken);
    }

    private async Task<NpgsqlCommand> GatedAsync(CurrentAgent agent, Guid? brandId, string condition, Guid first, CancellationToken cancellationToken)
    {
        Guid[] brands = brandId is { } brand ? [brand] : await contexts.BrandsAsync(agent, cancellationToken);
        var all = brandId is null && agent.Can(Permissions.ManageSettings) ? "r.agent_id IS NULL" : "FALSE";
        return dataSource.CreateCommand($"{Select} WHERE (r.agent_id = $2 OR r.team_id = ANY($3) OR r.brand_id = ANY($4) OR {all}) AND {condition}")
            .With(first, agent.Id, agent.TeamIds.ToArray(), brands);
    }

    private static CannedReply Read(NpgsqlDataReader reader, CurrentAgent agent)
    {
        var scope = !reader.IsDBNull(1) ? CannedScope.Own : !reader.IsDBNull(2) ? CannedScope.Team : CannedScope.Brand;
        var ids = reader.GetFieldValue<Guid[]>(14);
        var (kinds, names, types, sizes) = (reader.GetFieldValue<string[]>(15), reader.GetFieldValue<string[]>(16), reader.GetFieldValue<string[]>(17), reader.GetFieldValue<long[]>(18));
        return new CannedReply(
            reader.GetGuid(0), scope, reader.GetGuid(3), reader.GetString(4), reader.GetString(5), reader.GetString(6), Text(7), Text(8), Text(9), reader.GetInt32(10), reader.GetInt32(11),
            reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12), reader.GetFieldValue<DateTimeOffset>(13),
            [.. ids.Select((id, i) => new CannedFile(id, kinds[i], names[i], types[i], sizes[i]))], MayEdit(agent, scope, reader.GetGuid(3)));

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
