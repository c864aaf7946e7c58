using System.Text.Json;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Shows customers that somebody has read what they wrote, on channels whose messages bring the means. Once for each: what has been used is forgotten. Not while sending is off: what
/// was restored touches nobody.
/// </summary>
internal sealed class ShowRead(NpgsqlDataSource dataSource, ChannelAccounts accounts) : IJobHandler
{
    private const string JobKind = "show-read";

    public string Kind => JobKind;

    internal sealed record Data(Guid ConversationId);

    private sealed record Handle(Guid AccountId, string Value);

    public static NpgsqlBatchCommand Keep(Guid conversationId, Guid accountId, string handle) => new(
        "INSERT INTO conversations.read_handle (conversation_id, account_id, handle) VALUES ($1, $2, $3) ON CONFLICT (conversation_id, account_id) DO UPDATE SET handle = excluded.handle")
    {
        Parameters = { new() { Value = conversationId }, new() { Value = accountId }, new() { Value = handle } },
    };

    /// <summary>Only where a message has brought the means: most channels have none.</summary>
    public static NpgsqlBatchCommand Enqueue(Guid conversationId) => new($"""
        INSERT INTO platform.job (id, kind, key, data) SELECT gen_random_uuid(), $1, $2, $3 WHERE EXISTS (SELECT FROM conversations.read_handle WHERE conversation_id = $4)
        {JobQueue.OnConflict}
        """)
    {
        Parameters =
        {
            new() { Value = JobKind }, new() { Value = $"{conversationId:N}" },
            new() { Value = JsonSerializer.Serialize(new Data(conversationId), HubJson.Options), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb }, new() { Value = conversationId },
        },
    };

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        await using var take = dataSource.CreateCommand("""
            DELETE FROM conversations.read_handle WHERE conversation_id = $1 AND NOT EXISTS (SELECT FROM platform.restore r WHERE r.confirmed_at IS NULL)
            AND NOT EXISTS (SELECT FROM conversations.conversation_head h WHERE h.conversation_id = $1 AND h.unread > 0) -- a newer one, which nobody has read
            RETURNING account_id, handle
            """).With(job.Read<Data>().ConversationId);
        foreach (var handle in await take.ReadAllAsync(reader => new Handle(reader.GetGuid(0), reader.GetString(1)), cancellationToken))
        {
            if (await accounts.ByIdAsync(handle.AccountId, cancellationToken) is { Active: true, ReceiveOnly: false } account)
            {
                await accounts.Adapter(account.Account.Channel).ShowReadAsync(account.Account, handle.Value, cancellationToken);
            }
        }

        return JobOutcome.Finished;
    }
}
