using Hub.Channels;
using Hub.Server.Conversations.Records;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Starting;

/// <summary>Where a customer can be written to first, and why not where they cannot.</summary>
internal static class ListReachable
{
    /// <param name="Reason">Why nothing can be sent there: forbidden, account_inactive, open_elsewhere, opted_out, or what made the identity unreachable; null when it can.</param>
    /// <param name="OpenConversationId">The conversation that is open there already and goes on instead.</param>
    internal sealed record Way(
        Guid IdentityId, string Channel, Guid AccountId, string AccountName, Guid BrandId, string BrandName, string? DisplayName, bool Verified, ChannelCapabilities Capabilities, string? Reason,
        Guid? OpenConversationId);

    internal sealed record Ways(IReadOnlyList<Way> Items);

    public static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("/{id:guid}/reachable", HandleAsync).WithName("ListReachable").RequireSignedIn().Produces<Ways>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (!await CustomerAccess.MaySeeAsync(dataSource, agent, id, cancellationToken))
        {
            return Problem.NotFound();
        }

        await using var command = dataSource.CreateCommand("""
            SELECT i.id, i.account_id, i.display_name, i.verified, i.reachable, i.reachable_code, h.conversation_id, h.owner_id, h.team_id, o.address IS NOT NULL FROM customers.identity i
            JOIN integrations.channel_account a ON a.id = i.account_id LEFT JOIN customers.opt_out o ON o.channel = a.channel AND o.address = i.external_id
            LEFT JOIN LATERAL (SELECT x.* FROM conversations.conversation_head x WHERE x.identity_id = i.id AND NOT x.status = ANY($2) AND NOT x.threaded
                UNION ALL SELECT x.* FROM conversations.open_identity u JOIN conversations.conversation_head x ON x.conversation_id = u.conversation_id WHERE u.identity_id = i.id LIMIT 1) h ON true WHERE i.customer_id = $1 ORDER BY i.reachable DESC, h.last_activity_at DESC NULLS LAST, i.created_at
            """).With(id, ConversationStatuses.Closed);
        var found = await command.ReadAllAsync(reader => (
            Identity: reader.GetGuid(0), Account: reader.GetGuid(1), Name: reader.IsDBNull(2) ? null : reader.GetString(2), Verified: reader.GetBoolean(3), Reachable: reader.GetBoolean(4),
            Code: reader.IsDBNull(5) ? null : reader.GetString(5), Open: reader.IsDBNull(6) ? (Guid?)null : reader.GetGuid(6),
            Owner: reader.IsDBNull(7) ? (Guid?)null : reader.GetGuid(7), Team: reader.IsDBNull(8) ? (Guid?)null : reader.GetGuid(8), OptedOut: reader.GetBoolean(9)), cancellationToken);
        var ways = new List<Way>();
        foreach (var way in found.DistinctBy(way => way.Identity))
        {
            if (await accounts.ByIdAsync(way.Account, cancellationToken) is not { } account)
            {
                continue;
            }

            var sees = way.Open is not null && ConversationAccess.MaySee(agent, new Whose(way.Owner, way.Team, account.BrandId));
            var reason = Refusal(agent, account) ?? (!way.Reachable ? way.Code ?? "not_reachable"
                : way.OptedOut ? ReceiptReceived.OptedOut
                : way.Open is not null && !sees ? "open_elsewhere"
                : null);
            ways.Add(new Way(
                way.Identity, account.Account.Channel, way.Account, account.Name, account.BrandId, account.BrandName, way.Name, way.Verified,
                accounts.Adapter(account.Account.Channel).Capabilities, reason, sees ? way.Open : null));
        }

        foreach (var (identity, account, number, optedOut) in await NumberWays.OfAsync(accounts, dataSource, id, cancellationToken))
        {
            ways.Add(new Way(
                identity, account.Account.Channel, account.Account.Id, account.Name, account.BrandId, account.BrandName, number, Verified: false, accounts.Adapter(account.Account.Channel).Capabilities,
                Refusal(agent, account) ?? (optedOut ? ReceiptReceived.OptedOut : null), OpenConversationId: null));
        }

        return TypedResults.Ok(new Ways(ways));
    }

    private static string? Refusal(CurrentAgent agent, AccountEntry account) =>
        !ConversationAccess.May(agent, Permissions.Reply, new Whose(agent.Id, account.TeamId, account.BrandId)) ? "forbidden" : !account.Active ? "account_inactive" : null;
}
