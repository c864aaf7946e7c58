using Hub.Channels;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Npgsql;

namespace Hub.Server.Conversations.Outbound;

/// <summary><c>POST /api/conversations/{id}/composed-check</c>: what the provider would find wrong with a card, a place or answers to choose from, before it is sent.</summary>
internal static class CheckComposed
{
    /// <param name="Code">Why it cannot be sent, as sending it would say; null when nothing is known against it.</param>
    /// <param name="Faults">In the provider's own words.</param>
    internal sealed record Result(string? Code, IReadOnlyList<ContentFault> Faults);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/composed-check", HandleAsync).WithName("CheckComposed").RequirePermission(Permissions.Reply).Produces<Result>();

    private static async Task<IResult> HandleAsync(
        Guid id, Composed composed, CurrentAgent agent, NpgsqlDataSource dataSource, ChannelAccounts accounts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        if (row.AccountId is not { } accountId || await accounts.ByIdAsync(accountId, cancellationToken) is not { } account)
        {
            return TypedResults.Ok(new Result("no_channel", []));
        }

        var adapter = accounts.Adapter(row.Channel);
        if ((composed.Fault(null, []) ?? ReplyRefusal.OfComposed(adapter, account.Account, null, composed)) is { } code)
        {
            return TypedResults.Ok(new Result(code, []));
        }

        var sample = new OutboundMessage(NewId.Create(time), "", composed.Content is null ? "-" : null, []) { Composed = composed.Content, QuickReplies = composed.QuickReplies };
        return TypedResults.Ok(new Result(null, await adapter.ValidateAsync(account.Account, sample, cancellationToken)));
    }
}
