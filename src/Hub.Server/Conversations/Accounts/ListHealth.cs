using Hub.Server.Conversations.Forwarding;
using Hub.Server.Conversations.Mailboxes;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary><c>GET /api/channel-accounts/health</c>: how every account goes.</summary>
internal static class ListHealth
{
    /// <param name="State">
    /// "off", "needs_person" (tried again only after somebody has changed something), "failing" (tried again by itself), "silent" (less comes in than usual), "paused", "ok",
    /// or "unused" (nothing has come in or gone out yet).
    /// </param>
    /// <param name="ReceivedAt">The newest that came in, to a minute.</param>
    /// <param name="SentAt">The newest the provider has taken.</param>
    /// <param name="Error">A stable code of what went wrong last; null when nothing ever did.</param>
    /// <param name="SilentSince">People have been told of a silence that began then.</param>
    /// <param name="UsualPerHour">What usually comes in at this hour of the week; null while too little is known.</param>
    /// <param name="Waiting">Messages that wait to be sent.</param>
    /// <param name="Mailbox">Null where the account has none.</param>
    /// <param name="Forward">Null where nothing is handed on.</param>
    internal sealed record HealthView(
        Guid AccountId, string State, DateTimeOffset? ReceivedAt, DateTimeOffset? SentAt, DateTimeOffset? FailingSince, DateTimeOffset? ErrorAt, string? Error, DateTimeOffset? SilentSince,
        double? UsualPerHour, int Waiting, GetMailbox.View? Mailbox, ForwardView? Forward = null);

    /// <param name="Waiting">Webhooks that the second consumer has not taken yet.</param>
    /// <param name="Error">Why not; null while it takes them.</param>
    /// <param name="GivenUp">Those that it has not taken within a day.</param>
    internal sealed record ForwardView(long Waiting, DateTimeOffset? SucceededAt, DateTimeOffset? FailingSince, string? Error, long GivenUp);

    internal sealed record HealthList(IReadOnlyList<HealthView> Items);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/channel-accounts/health", HandleAsync).WithTags("Channel accounts").WithName("ListAccountHealth").RequirePermission(Permissions.ManageAccounts).Produces<HealthList>();

    private static async Task<IResult> HandleAsync(ChannelAccounts accounts, MailboxHealth mailboxes, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT a.id, h.received_at, h.sent_at, LEAST(h.failing_since, p.failing_since), CASE WHEN asking THEN p.error_at ELSE h.error_at END, CASE WHEN asking THEN p.error ELSE h.error END,
                h.silent_since, (SELECT count(*)::int FROM conversations.send s WHERE s.account_id = a.id)
            FROM integrations.channel_account a LEFT JOIN conversations.account_health h ON h.account_id = a.id LEFT JOIN conversations.polled p ON p.account_id = a.id
            CROSS JOIN LATERAL (SELECT p.error_at IS NOT NULL AND (p.failing_since IS NOT NULL OR h.error_at IS NULL OR h.error_at < p.error_at) AS asking) AS newer ORDER BY a.key
            """);
        var rows = await command.ReadAllAsync(
            reader => new HealthView(
                reader.GetGuid(0), "", reader.TimeOrNull(1), reader.TimeOrNull(2), reader.TimeOrNull(3), reader.TimeOrNull(4), reader.TextOrNull(5), reader.TimeOrNull(6), null, reader.GetInt32(7), null),
            cancellationToken);
        var views = new List<HealthView>();
        foreach (var row in rows)
        {
            if (await accounts.ByIdAsync(row.AccountId, cancellationToken) is not { } account)
            {
                continue; // Made on another node a moment ago.
            }

            var mailbox = await GetMailbox.ReadAsync(account, mailboxes, dataSource, cancellationToken);
            var usual = new UsualRate(await SilenceAlarm.CountsAsync(dataSource, row.AccountId, time.GetUtcNow(), cancellationToken)).PerHour(time.GetUtcNow());
            var forward = ForwardQueue.TargetOf(account.Account, accounts.Adapter(account.Account.Channel)) is null ? null : await ForwardAsync(dataSource, row.AccountId, cancellationToken);
            views.Add(row with { Forward = forward, State = StateOf(account, row, mailbox), UsualPerHour = usual, Mailbox = mailbox });
        }

        return TypedResults.Ok(new HealthList(views));
    }

    private static async Task<ForwardView> ForwardAsync(NpgsqlDataSource dataSource, Guid accountId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT (SELECT count(*) FROM conversations.forward f WHERE f.account_id = $1), h.succeeded_at, h.failing_since, CASE WHEN h.failing_since IS NOT NULL THEN h.error END, COALESCE(h.given_up, 0)
            FROM (SELECT 1) one LEFT JOIN conversations.forward_health h ON h.account_id = $1
            """).With(accountId);
        return (await command.ReadFirstAsync(reader => new ForwardView(reader.GetInt64(0), reader.TimeOrNull(1), reader.TimeOrNull(2), reader.TextOrNull(3), reader.GetInt64(4)), cancellationToken))!;
    }

    private static string StateOf(AccountEntry account, HealthView health, GetMailbox.View? mailbox) =>
        !account.Active ? "off"
        : mailbox?.State == "paused" || (health.FailingSince is not null && AccountTrouble.NeedsAPerson(health.Error)) ? "needs_person"
        : mailbox?.State == "failing" || health.FailingSince is not null ? "failing"
        : health.SilentSince is not null ? "silent"
        : account.PausedAt is not null ? "paused"
        : health.SentAt is not null || health.ReceivedAt is not null || mailbox?.State == "ok" ? "ok"
        : "unused";
}
