using System.Collections.Concurrent;
using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Platform;

namespace Hub.Server.Integrations;

/// <summary>
/// <c>GET /api/channel-accounts/{id}/allowance</c>: what the account may still send at its provider this month, so that whoever writes knows what a message
/// costs. The provider is asked once a minute at most, however many people write.
/// </summary>
internal static class ReadAllowance
{
    /// <param name="Metered">False: nothing is counted here, or the provider does not tell just now.</param>
    /// <param name="Limit">Null where the plan has none.</param>
    internal sealed record AllowanceView(bool Metered, long? Limit, long Used);

    public static void Map(RouteGroupBuilder accounts) => accounts.MapGet("/{id:guid}/allowance", HandleAsync).WithName("GetAllowance").RequireSignedIn().Produces<AllowanceView>();

    private static async Task<IResult> HandleAsync(Guid id, ChannelAccounts accounts, Allowances allowances, CancellationToken cancellationToken) =>
        await accounts.ByIdAsync(id, cancellationToken) is { Active: true } entry
            ? TypedResults.Ok(await allowances.OfAsync(entry, cancellationToken) is { } allowance ? new AllowanceView(true, allowance.Limit, allowance.Used) : new AllowanceView(false, null, 0))
            : Problem.NotFound();
}

/// <summary>What providers have said lately.</summary>
internal sealed class Allowances(ChannelAccounts accounts, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, (DateTimeOffset At, SendAllowance? Said)> known = new();

    /// <summary>Null: not metered, or the provider does not answer; then the next question waits as well.</summary>
    public async Task<SendAllowance?> OfAsync(AccountEntry entry, CancellationToken cancellationToken)
    {
        var id = entry.Account.Id;
        if (known.TryGetValue(id, out var last) && time.GetUtcNow() - last.At < Fresh)
        {
            return last.Said;
        }

        SendAllowance? said = null;
        using var limit = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            said = await accounts.Adapter(entry.Account.Channel).GetAllowanceAsync(entry.Account, either.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // Only a hint: sending itself says what the provider refuses.
        }

        known[id] = (time.GetUtcNow(), said);
        return said;
    }
}
