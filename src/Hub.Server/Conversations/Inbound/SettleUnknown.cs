using Hub.Channels;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Recognises messages whose answer was lost in the provider's own list: same recipient, same words, made within minutes of our attempt, known under no
/// other message of ours. Only when one message of ours and one of the provider's can be meant; everything else stays with people.
/// </summary>
internal sealed class SettleUnknown(NpgsqlDataSource dataSource, ChannelAccounts accounts, OutboundReader reader, ApplyInboundEvent apply, FactSignal facts)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(5);

    internal sealed record UnknownMessage(Guid ConversationId, int Number, DateTimeOffset At);

    public async Task<List<UnknownMessage>> OpenAsync(Guid accountId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT m.conversation_id, m.number, m.state_at FROM conversations.unsettled_send u JOIN conversations.conversation c ON c.id = u.conversation_id
            JOIN conversations.message m ON m.conversation_id = u.conversation_id AND m.number = u.number LEFT JOIN customers.identity i ON i.id = m.via
            WHERE CASE WHEN m.via IS NULL THEN c.account_id ELSE i.account_id END = $1 AND m.state = 6 AND u.at > $2
            """).With(accountId, since);
        return await command.ReadAllAsync(row => new UnknownMessage(row.GetGuid(0), row.GetInt32(1), row.GetFieldValue<DateTimeOffset>(2)), cancellationToken);
    }

    /// <returns>How many were settled.</returns>
    public async Task<int> RunAsync(AccountEntry account, IReadOnlyList<UnknownMessage> unknown, IReadOnlyList<ReadOnlyMemory<byte>> bodies, CancellationToken cancellationToken)
    {
        if (unknown.Count == 0)
        {
            return 0;
        }

        var listed = bodies.SelectMany(body => accounts.Adapter(account.Account.Channel).Read(account.Account, body)).OfType<ReceiptReceived>()
            .Where(receipt => receipt is { Text: not null, MessageProviderId: not null, ProviderTime: not null }).DistinctBy(receipt => receipt.MessageProviderId).ToList();
        var known = await KnownAsync(account.Account.Id, [.. listed.Select(receipt => receipt.MessageProviderId!)], cancellationToken);
        listed.RemoveAll(receipt => known.Contains(receipt.MessageProviderId!));
        var possible = new List<(UnknownMessage Ours, ReceiptReceived Theirs)>();
        foreach (var ours in unknown)
        {
            var message = await reader.ReadAsync(ours.ConversationId, ours.Number, cancellationToken);
            possible.AddRange(listed.Where(theirs => theirs.Sender == message.Recipient && theirs.Text == message.Text && (theirs.ProviderTime!.Value - ours.At).Duration() <= Apart).Select(theirs => (ours, theirs)));
        }

        var settled = 0;
        foreach (var (ours, theirs) in possible)
        {
            if (possible.Count(pair => pair.Ours == ours) != 1 || possible.Count(pair => ReferenceEquals(pair.Theirs, theirs)) != 1)
            {
                continue;
            }

            // Under a name of its own: the provider's may be used up by a report that found nothing.
            var told = theirs with { ProviderId = "found/" + theirs.ProviderId, Reference = MessageReference.Of(ours.ConversationId, ours.Number) };
            await apply.HandleAsync(new ReceivedEvent(account, told, new DeliveryProgress(new StoredDelivery(0, account.Account.Id, default, 0), 1)), cancellationToken);
            facts.Raise();
            settled++;
        }

        return settled;
    }

    private async Task<HashSet<string>> KnownAsync(Guid accountId, string[] ids, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT provider_id FROM conversations.message_key WHERE account_id = $1 AND provider_id = ANY($2)").With(accountId, ids);
        return [.. await command.ReadAllAsync(row => row.GetString(0), cancellationToken)];
    }
}
