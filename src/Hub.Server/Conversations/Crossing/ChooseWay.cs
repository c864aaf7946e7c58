using Hub.Server.Conversations.Starting;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Crossing;

/// <summary>
/// Which address of the customer a message of a conversation is to go to, and whether its author may: only accounts of the conversation's brand, and only where
/// the author may begin a conversation too. An address with another open conversation belongs to that one until the two are joined.
/// </summary>
internal sealed class ChooseWay(ChannelAccounts accounts, NpgsqlDataSource dataSource)
{
    public const string UnknownAddress = "unknown_address", OtherBrand = "other_brand", OpenElsewhere = "open_elsewhere", Forbidden = "forbidden";

    /// <param name="via">Null: the conversation's home.</param>
    /// <param name="may">Whether the author may reply on an account of this team and brand; null: the hub itself writes.</param>
    /// <returns>The way, or why there is none; neither when the conversation has no home.</returns>
    public async Task<(MessageWay? Way, string? Refusal)> OfAsync(
        NpgsqlConnection connection, ConversationState conversation, Guid? via, Func<AccountEntry, bool>? may, CancellationToken cancellationToken)
    {
        if (via is not { } identityId || identityId == conversation.IdentityId)
        {
            return (MessageWay.HomeOf(conversation), null);
        }

        if (conversation.SideOf is not null || await AccountOfAsync(connection, conversation.CustomerId, identityId, cancellationToken) is not { } accountId)
        {
            return (null, UnknownAddress);
        }

        if (await accounts.ByIdAsync(accountId, cancellationToken) is not { } account)
        {
            return (null, "account_inactive");
        }

        var refusal = Refusal(account, conversation.BrandId, may)
            ?? (!account.Threads && !conversation.Joined.Contains(identityId) && await IsOpenElsewhereAsync(connection, identityId, conversation.Id, cancellationToken) ? OpenElsewhere : null);
        return refusal is null ? (new MessageWay(identityId, accountId, account.Account.Channel, Home: false), null) : (null, refusal);
    }

    /// <summary>The address takes part from now on: what comes from it goes into this conversation.</summary>
    public void Take(ConversationState conversation, MessageWay? way)
    {
        if (way is { Home: false })
        {
            conversation.Join(way.IdentityId, accounts.Adapter(way.Channel).Capabilities.Threads);
        }
    }

    public static string? Refusal(AccountEntry account, Guid brandId, Func<AccountEntry, bool>? may) =>
        may?.Invoke(account) == false ? Forbidden : account.BrandId != brandId ? OtherBrand : null;

    /// <summary>The rule for beginning a conversation on an account holds for crossing over to it.</summary>
    public static Func<AccountEntry, bool> For(CurrentAgent agent) => account => ConversationAccess.May(agent, Permissions.Reply, new Whose(agent.Id, account.TeamId, account.BrandId));

    public static Func<AccountEntry, bool> For(AgentInfo agent) => account => ConversationAccess.May(agent, Permissions.Reply, new Whose(agent.Id, account.TeamId, account.BrandId));

    private async Task<Guid?> AccountOfAsync(NpgsqlConnection connection, Guid customerId, Guid identityId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT customer_id, account_id FROM customers.identity WHERE id = $1", connection).With(identityId);
        return await command.ReadFirstAsync(reader => new { Customer = reader.GetGuid(0), Account = reader.GetGuid(1) }, cancellationToken) is { } known
            ? known.Customer == customerId ? known.Account : null
            : await NumberWays.TakeAsync(accounts, dataSource, customerId, identityId, cancellationToken);
    }

    /// <summary>One that opens just now is caught by the index at the commit.</summary>
    private static async Task<bool> IsOpenElsewhereAsync(NpgsqlConnection connection, Guid identityId, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            SELECT 1 FROM conversations.open_identity WHERE identity_id = $1 AND conversation_id <> $2
            UNION ALL SELECT 1 FROM conversations.conversation_head WHERE identity_id = $1 AND conversation_id <> $2 AND NOT status = ANY($3) AND NOT threaded LIMIT 1
            """, connection).With(identityId, conversationId, ConversationStatuses.Closed);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
