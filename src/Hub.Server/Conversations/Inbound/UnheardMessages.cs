using Hub.Channels;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>Stores those pages of a provider's message list that say anything the hub has not heard, by the door every webhook takes.</summary>
internal sealed class UnheardMessages(NpgsqlDataSource dataSource, ChannelAccounts accounts, DeliveryWriter writer)
{
    /// <returns>How many pages were stored.</returns>
    public async Task<int> StoreAsync(AccountEntry account, IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken cancellationToken)
    {
        var stored = 0;
        foreach (var body in bodies)
        {
            var events = accounts.Adapter(account.Account.Channel).Read(account.Account, body);
            if (events.Count > 0 && await AnyUnheardAsync(account.Account.Id, events, cancellationToken))
            {
                await writer.StoreAsync(account.Account.Id, null, body, CancellationToken.None);
                stored++;
            }
        }

        return stored;
    }

    /// <summary>A receipt counts only when it is about a message of ours: the number may be used from elsewhere too.</summary>
    private async Task<bool> AnyUnheardAsync(Guid accountId, IReadOnlyList<InboundEvent> events, CancellationToken cancellationToken)
    {
        var about = events.Select(read => (read as ReceiptReceived)?.MessageProviderId ?? "").ToArray();
        var wanted = events.Select(read => read is MessageReceived or ReceiptReceived ? read.ProviderId : "").ToArray();
        await using var command = dataSource.CreateCommand("""
            SELECT 1 FROM unnest($2::text[], $3::text[]) AS e(provider_id, about)
            WHERE e.provider_id <> '' AND NOT EXISTS (SELECT 1 FROM conversations.message_key k WHERE k.account_id = $1 AND k.provider_id = e.provider_id)
            AND (e.about = '' OR EXISTS (SELECT 1 FROM conversations.message_key k WHERE k.account_id = $1 AND k.provider_id = e.about)) LIMIT 1
            """).With(accountId, wanted, about);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
