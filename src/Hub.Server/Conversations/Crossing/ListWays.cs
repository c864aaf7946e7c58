using Hub.Channels;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Conversations.Starting;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Crossing;

/// <summary>Where a reply of a conversation can go: all addresses of its customer, what each channel carries, and why one cannot be used now.</summary>
internal static class ListWays
{
    /// <param name="Address">A telephone number or e-mail address; else the customer's name there.</param>
    /// <param name="Reason">Why nothing can be sent there: forbidden, other_brand, open_elsewhere, account_inactive, receive_only, opted_out, or what made the address unreachable; null when it can.</param>
    /// <param name="Open">The conversation that is open there already, when the reader may see it: the two can be joined.</param>
    /// <param name="Letter">Whom it goes to and under which subject, on channels that have them.</param>
    internal sealed record ReplyWay(
        Guid IdentityId, bool Home, string Channel, Guid AccountId, string AccountName, string? Address, bool Verified, ChannelCapabilities Capabilities, string? Reason,
        GetConversation.LinkedConversation? Open, DateTimeOffset? FreeReplyUntil, bool SendingPaused, GetConversation.UsualLetter? Letter);

    /// <param name="Usual">The address the customer wrote from last.</param>
    internal sealed record ReplyWays(Guid? Usual, IReadOnlyList<ReplyWay> Items);

    private sealed record Known(
        Guid Id, Guid AccountId, string? Address, bool Verified, bool Reachable, string? Code, bool OptedOut, Guid? Open, long? OpenNumber, Guid? Owner, Guid? Team, bool Joined, DateTimeOffset? HandleAt, string Recipient);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/ways", HandleAsync).WithName("ListWays").RequireSignedIn().Produces<ReplyWays>();

    private static async Task<IResult> HandleAsync(Guid id, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, Letters letters, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        var (home, usual) = await PlaceAsync(dataSource, id, cancellationToken);
        var mayReply = ConversationAccess.May(agent, Permissions.Reply, ConversationAccess.Of(row));
        var ways = new List<ReplyWay>();
        foreach (var way in await KnownAsync(dataSource, id, row.Customer.Id, cancellationToken))
        {
            if (await accounts.ByIdAsync(way.AccountId, cancellationToken) is not { } account)
            {
                continue;
            }

            var isHome = way.Id == home;
            var elsewhere = !isHome && !way.Joined && !account.Threads && way.Open is not null;
            var reason = !mayReply ? ChooseWay.Forbidden
                : (isHome ? null : ChooseWay.Refusal(account, row.BrandId, ChooseWay.For(agent))) ?? Refusal(account)
                ?? (!way.Reachable ? way.Code ?? "not_reachable" : way.OptedOut ? ReceiptReceived.OptedOut : elsewhere ? ChooseWay.OpenElsewhere : null);
            var open = elsewhere && ConversationAccess.MaySee(agent, new Whose(way.Owner, way.Team, account.BrandId)) ? new GetConversation.LinkedConversation(way.Open!.Value, way.OpenNumber!.Value) : null;
            var letter = letters.AreWrittenOn(account.Account.Channel) ? await GetConversation.LetterAsync(dataSource, letters, row, way.AccountId, isHome ? null : way.Id, cancellationToken) : null;
            ways.Add(Way(way.Id, isHome, account, accounts, way.Address, way.Recipient, way.Verified, reason) with
            {
                Open = open,
                FreeReplyUntil = way.HandleAt + SendClaims.HandleLifetime is { } until && until > time.GetUtcNow() ? until : null,
                Letter = letter,
            });
        }

        foreach (var (identity, account, number, optedOut) in await NumberWays.OfAsync(accounts, dataSource, row.Customer.Id, cancellationToken))
        {
            ways.Add(Way(identity, false, account, accounts, number, number, false, !mayReply ? ChooseWay.Forbidden : ChooseWay.Refusal(account, row.BrandId, ChooseWay.For(agent)) ?? Refusal(account) ?? (optedOut ? ReceiptReceived.OptedOut : null)));
        }

        return TypedResults.Ok(new ReplyWays(usual ?? home, [.. ways.OrderByDescending(way => way.Home).ThenBy(way => way.Reason is not null)]));
    }

    private static ReplyWay Way(Guid identity, bool home, AccountEntry account, ChannelAccounts accounts, string? address, string recipient, bool verified, string? reason)
    {
        var capabilities = accounts.Adapter(account.Account.Channel).CapabilitiesOf(account.Account, recipient);
        return new ReplyWay(
            identity, home, account.Account.Channel, account.Account.Id, account.Name, address, verified, capabilities with { UndoSeconds = UndoTime.SecondsOf(account, capabilities.UndoSeconds) }, reason,
            null, null, account.PausedAt is not null, null);
    }

    private static string? Refusal(AccountEntry account) => !account.Active ? "account_inactive" : account.ReceiveOnly ? "receive_only" : null;

    private static async Task<(Guid? Home, Guid? Usual)> PlaceAsync(NpgsqlDataSource dataSource, Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT c.identity_id, (SELECT COALESCE(m.via, c.identity_id) FROM conversations.message m WHERE m.conversation_id = c.id AND m.kind = 0 ORDER BY m.number DESC LIMIT 1) FROM conversations.conversation c WHERE c.id = $1
            """).With(id);
        return (await command.ReadAllAsync(reader => (reader.IdOrNull(0), reader.IdOrNull(1)), cancellationToken)).SingleOrDefault();
    }

    private static async Task<List<Known>> KnownAsync(NpgsqlDataSource dataSource, Guid id, Guid customerId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT i.id, i.account_id, CASE WHEN i.external_id ~ '^[+]|@' THEN i.external_id ELSE i.display_name END, i.verified, i.reachable, i.reachable_code,
                EXISTS (SELECT 1 FROM customers.opt_out o WHERE o.channel = a.channel AND o.address = i.external_id), h.id, h.number, h.owner_id, h.team_id,
                j.identity_id IS NOT NULL, CASE WHEN i.id = own.identity_id THEN CASE WHEN own.reply_handle IS NOT NULL THEN own.reply_handle_at END WHEN j.reply_handle IS NOT NULL THEN j.reply_handle_at END, i.external_id
            FROM customers.identity i JOIN integrations.channel_account a ON a.id = i.account_id JOIN conversations.conversation_head own ON own.conversation_id = $1
            LEFT JOIN conversations.joined_identity j ON j.conversation_id = $1 AND j.identity_id = i.id AND j.ended_at IS NULL
            LEFT JOIN LATERAL (SELECT c.id, c.number, x.owner_id, x.team_id FROM conversations.conversation_head x JOIN conversations.conversation c ON c.id = x.conversation_id
                WHERE x.identity_id = i.id AND NOT x.status = ANY($3) AND NOT x.threaded AND x.conversation_id <> $1
                UNION ALL SELECT c.id, c.number, x.owner_id, x.team_id FROM conversations.open_identity u JOIN conversations.conversation_head x ON x.conversation_id = u.conversation_id
                JOIN conversations.conversation c ON c.id = x.conversation_id WHERE u.identity_id = i.id AND u.conversation_id <> $1 LIMIT 1) h ON true
            WHERE i.customer_id = $2 OR i.id = own.identity_id ORDER BY i.reachable DESC, i.created_at
            """).With(id, customerId, ConversationStatuses.Closed);
        return await command.ReadAllAsync(reader => new Known(
            reader.GetGuid(0), reader.GetGuid(1), reader.TextOrNull(2), reader.GetBoolean(3), reader.GetBoolean(4), reader.TextOrNull(5), reader.GetBoolean(6), reader.IdOrNull(7),
            reader.IsDBNull(8) ? null : reader.GetInt64(8), reader.IdOrNull(9), reader.IdOrNull(10), reader.GetBoolean(11), reader.TimeOrNull(12), reader.GetString(13)), cancellationToken);
    }
}
