using System.Globalization;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Accounts;

/// <summary>
/// <c>GET /api/channel-accounts/{id}/spending</c>: how much of a month's messages an account has used, what the free replies saved, and what the others cost.
/// </summary>
internal static class AccountSends
{
    /// <summary>A provider's month is the one of its country: LINE counts in Japan, which has no summer time.</summary>
    private static readonly TimeSpan Zone = TimeSpan.FromHours(9);

    /// <param name="Metered">False where a provider counts nothing; the rest says nothing then.</param>
    /// <param name="Limit">Messages of the plan; null where it has none, or the provider does not tell just now.</param>
    /// <param name="Used">As the provider counts, with what other programs sent; null when it does not tell just now.</param>
    /// <param name="Free">Replies of this hub that cost nothing.</param>
    /// <param name="Paid">Messages of this hub that count.</param>
    /// <param name="Price">Of one message in yen: the account's setting <c>messagePrice</c>; null when it is not set.</param>
    /// <param name="Saved">Yen that the free replies would have cost.</param>
    /// <param name="Cost">Yen of what the provider has counted, or of what this hub has sent when it does not tell.</param>
    internal sealed record SpendingView(bool Metered, DateOnly Month, long? Limit, long? Used, int Free, int Paid, decimal? Price, decimal? Saved, decimal? Cost);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/channel-accounts/{id:guid}/spending", HandleAsync).WithTags("Channel accounts").WithName("GetAccountSpending").RequirePermission(Permissions.ManageAccounts).Produces<SpendingView>();

    /// <summary>Counts one that the provider has taken; in the transaction that records it.</summary>
    public static NpgsqlBatchCommand Count(Guid accountId, bool free, DateTimeOffset at) => new("""
        INSERT INTO conversations.account_sends AS s (account_id, month, free, paid) VALUES ($1, $2, $3, 1 - $3)
        ON CONFLICT (account_id, month) DO UPDATE SET free = s.free + excluded.free, paid = s.paid + excluded.paid
        """)
    {
        Parameters = { new() { Value = accountId }, new() { Value = MonthOf(at) }, new() { Value = free ? 1 : 0 } },
    };

    private static async Task<IResult> HandleAsync(Guid id, ChannelAccounts accounts, Allowances allowances, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } entry)
        {
            return Problem.NotFound();
        }

        var month = MonthOf(time.GetUtcNow());
        if (accounts.Adapter(entry.Account.Channel).Capabilities.FreeReplySeconds is null)
        {
            return TypedResults.Ok(new SpendingView(false, month, null, null, 0, 0, null, null, null));
        }

        await using var command = dataSource.CreateCommand("SELECT free, paid FROM conversations.account_sends WHERE account_id = $1 AND month = $2").With(id, month);
        var sent = await command.ReadFirstAsync(reader => new { Free = reader.GetInt32(0), Paid = reader.GetInt32(1) }, cancellationToken) ?? new { Free = 0, Paid = 0 };
        var allowance = entry.Active ? await allowances.OfAsync(entry, cancellationToken) : null;
        var price = decimal.TryParse(entry.Account.Setting("messagePrice"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var set) ? set : (decimal?)null;
        return TypedResults.Ok(new SpendingView(true, month, allowance?.Limit, allowance?.Used, sent.Free, sent.Paid, price, price * sent.Free, price * (allowance?.Used ?? sent.Paid)));
    }

    private static DateOnly MonthOf(DateTimeOffset at)
    {
        var there = at.ToOffset(Zone);
        return new DateOnly(there.Year, there.Month, 1);
    }
}
