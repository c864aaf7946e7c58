using System.Text.Json;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Views;

/// <summary>The gate and the reader of saved views. A person sees their own, those of their teams and those of all; whoever may share views sees those of every team, to look after them.</summary>
internal sealed class SavedViews(NpgsqlDataSource dataSource, ConversationFields fields)
{
    internal sealed record Stored(SavedView View, Condition Condition);

    public static bool MayEdit(CurrentAgent agent, ViewScope scope, Guid ownerId) => scope == ViewScope.Own ? ownerId == agent.Id : agent.Can(Permissions.ShareViews);

    /// <summary>In the person's own order, the rest by name.</summary>
    public async Task<List<Stored>> ListAsync(CurrentAgent agent, CancellationToken cancellationToken)
    {
        var reader = await fields.ForStoredAsync(cancellationToken);
        await using var command = Seen(agent, "v.deleted_at IS NULL ORDER BY array_position((SELECT o.view_ids FROM conversations.view_order o WHERE o.agent_id = $1), v.id) NULLS LAST, v.scope, v.name, v.id");
        return await command.ReadAllAsync(row => Read(row, agent, reader), cancellationToken);
    }

    public async Task<Stored?> FindAsync(CurrentAgent agent, Guid id, bool deleted, CancellationToken cancellationToken)
    {
        var reader = await fields.ForStoredAsync(cancellationToken);
        await using var command = Seen(agent, $"v.id = $4 AND (v.deleted_at IS NOT NULL) = {(deleted ? "TRUE" : "FALSE")}").With(id);
        return await command.ReadFirstAsync(row => Read(row, agent, reader), cancellationToken);
    }

    private NpgsqlCommand Seen(CurrentAgent agent, string rest) => dataSource.CreateCommand($"""
        SELECT v.id, v.scope, v.owner_id, v.team_id, v.name, v.conditions::text, v.sort, v.version FROM conversations.saved_view v
        WHERE ((v.scope = 0 AND v.owner_id = $1) OR (v.scope = 1 AND (v.team_id = ANY($2) OR $3)) OR v.scope = 2) AND {rest}
        """).With(agent.Id, agent.TeamIds.ToArray(), agent.Can(Permissions.ShareViews));

    private static Stored Read(NpgsqlDataReader row, CurrentAgent agent, ConditionReader conditions)
    {
        var (scope, owner) = ((ViewScope)row.GetInt16(1), row.GetGuid(2));
        var json = JsonElement.Parse(row.GetString(5));
        var errors = new InputErrors();
        // Checked when it was saved. What an option was since taken away from is not known any more, and matches nothing.
        var condition = conditions.Read(json, errors) ?? new Condition.Any([]);
        var view = new SavedView(
            row.GetGuid(0), scope, owner, row.IdOrNull(3), row.GetString(4), json, (ViewSort)row.GetInt16(6), row.GetInt32(7), MayEdit(agent, scope, owner),
            condition.Traits.HasFlag(ConditionTraits.Timed), condition.Traits.HasFlag(ConditionTraits.OfCustomer));
        return new Stored(view, condition);
    }
}
