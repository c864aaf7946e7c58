using Hub.Channels;
using Hub.Server.Conversations.Crossing;
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

    /// <param name="via">Where it is to go, as in <see cref="SendReply.Request"/>.</param>
    private static async Task<IResult> HandleAsync(
        Guid id, Composed composed, Guid? via, CurrentAgent agent, NpgsqlDataSource dataSource, ChooseWay ways, ChannelAccounts accounts, TimeProvider time, CancellationToken cancellationToken)
    {
        MessageWay? way;
        string? noWay;
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            if (!batch.Conversations.TryGetValue(id, out var conversation) || ConversationAccess.Refusal(agent, conversation) is not null)
            {
                return ConversationAccess.Refusal(agent, conversation)!;
            }

            (way, noWay) = await ways.OfAsync(batch.Connection, conversation, via, ChooseWay.For(agent), cancellationToken);
        }

        if (way is null || await accounts.ByIdAsync(way.AccountId, cancellationToken) is not { } account)
        {
            return TypedResults.Ok(new Result(noWay ?? "no_channel", []));
        }

        var adapter = accounts.Adapter(way.Channel);
        if ((composed.Fault(null, []) ?? ReplyRefusal.OfComposed(adapter, account.Account, null, composed)) is { } code)
        {
            return TypedResults.Ok(new Result(code, []));
        }

        var sample = new OutboundMessage(NewId.Create(time), "", composed.Content is null ? "-" : null, []) { Composed = composed.Content, QuickReplies = composed.QuickReplies };
        return TypedResults.Ok(new Result(null, await adapter.ValidateAsync(account.Account, sample, cancellationToken)));
    }
}
