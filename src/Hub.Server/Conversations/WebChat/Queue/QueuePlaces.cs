using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Queue;

/// <summary>How many people wait before a visitor: in the conversations nobody has taken yet of the same team, or of the same site where it has no team. A number and nothing else.</summary>
internal sealed class QueuePlaces(ChatSites sites, NpgsqlDataSource dataSource)
{
    /// <summary>Null when the visitor does not wait, or the site does not tell.</summary>
    public async ValueTask<int?> OfAsync(Visitor visitor, CancellationToken cancellationToken) =>
        (await sites.OfAsync(visitor.Site.Account.Id, cancellationToken)).Settings.QueuePosition && (await OfAsync([visitor.IdentityId], cancellationToken)).TryGetValue(visitor.IdentityId, out var ahead)
            ? ahead
            : null;

    /// <summary>Those of them who wait. Letters wait in another queue: people pull them.</summary>
    public async Task<Dictionary<Guid, int>> OfAsync(Guid[] identityIds, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            WITH waiting AS (
                SELECT h.identity_id, row_number() OVER (PARTITION BY COALESCE(h.team_id, c.account_id) ORDER BY h.waiting_since, h.conversation_id) - 1 AS ahead
                FROM conversations.conversation_head h JOIN conversations.conversation c ON c.id = h.conversation_id
                WHERE h.status = 0 AND h.owner_id IS NULL AND h.waiting_since IS NOT NULL AND NOT h.threaded)
            SELECT identity_id, ahead FROM waiting WHERE identity_id = ANY($1)
            """).With(identityIds);
        var found = await command.ReadAllAsync(reader => (Id: reader.GetGuid(0), Ahead: (int)reader.GetInt64(1)), cancellationToken);
        return found.ToDictionary(place => place.Id, place => place.Ahead);
    }
}
