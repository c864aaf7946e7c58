using Hub.Channels;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Name and picture of somebody who writes in a group, asked at the provider and kept for a week. What they have written lately is shown anew when it has become known.
/// </summary>
internal sealed class RefreshAuthor(NpgsqlDataSource dataSource, ChannelAccounts accounts, PictureDownload pictures, FileStore files, FactSignal facts, TimeProvider time) : IJobHandler
{
    private const string JobKind = "refresh-author";
    private const int ShownAnew = 100;
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(7);

    public string Kind => JobKind;

    internal sealed record Data(Guid AccountId, string Group, string AuthorId, Guid ConversationId);

    private sealed record Known(string? Name, string? PictureUrl, string? PictureKey, DateTimeOffset At);

    /// <summary>Which of the people who write in groups are known well enough; nobody is asked about them. Whoever is said to be known stays until the messages are there.</summary>
    public static NpgsqlBatchCommand SelectFresh(IReadOnlyList<ReceivedEvent> events, DateTimeOffset now)
    {
        var authors = Authors(events).Distinct().ToList();
        return new("""
            SELECT a.account_id, a.external_id FROM conversations.author a
            JOIN unnest($1::uuid[], $2::text[]) AS w(account_id, external_id) ON a.account_id = w.account_id AND a.external_id = w.external_id WHERE a.profile_at > $3 FOR KEY SHARE OF a
            """)
        {
            Parameters = { new() { Value = authors.ConvertAll(author => author.Account).ToArray() }, new() { Value = authors.ConvertAll(author => author.Id).ToArray() }, new() { Value = now - Fresh } },
        };
    }

    public static IEnumerable<(Guid Account, string Id)> Authors(IReadOnlyList<ReceivedEvent> events) =>
        events.Where(received => received.Event is MessageReceived { Author: not null }).Select(received => (received.Account.Account.Id, ((MessageReceived)received.Event).Author!.Id));

    public static NewJob Job(Guid accountId, string group, string authorId, Guid conversationId) => new(JobKind, $"{accountId:N}/{authorId}", new Data(accountId, group, authorId, conversationId));

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var data = job.Read<Data>();
        await using var find = dataSource.CreateCommand("SELECT name, picture_url, picture_key, profile_at FROM conversations.author WHERE account_id = $1 AND external_id = $2").With(data.AccountId, data.AuthorId);
        var known = await find.ReadFirstAsync(reader => new Known(reader.TextOrNull(0), reader.TextOrNull(1), reader.TextOrNull(2), reader.GetFieldValue<DateTimeOffset>(3)), cancellationToken);
        if (time.GetUtcNow() - known?.At < Fresh || await accounts.ByIdAsync(data.AccountId, cancellationToken) is not { } account)
        {
            return JobOutcome.Finished;
        }

        var adapter = accounts.Adapter(account.Account.Channel);
        var profile = await adapter.GetAuthorAsync(account.Account, data.Group, data.AuthorId, cancellationToken);
        var picture = profile?.PictureUrl ?? profile?.PictureReference;
        var key = known?.PictureKey;
        if (picture is not null && (picture != known?.PictureUrl || key is null))
        {
            key = await (profile!.PictureUrl is { } url ? pictures.TryFetchAsync(account.Account, url, cancellationToken)
                : pictures.TryKeepAsync((stream, most) => adapter.FetchAttachmentAsync(account.Account, picture, stream, most, cancellationToken), cancellationToken)) ?? key;
        }

        await WriteAsync(data, profile?.DisplayName, picture, key, changed: profile?.DisplayName != known?.Name || key != known?.PictureKey, cancellationToken);
        if (known?.PictureKey is { } old && old != key)
        {
            await files.DeleteAsync(old);
        }

        return JobOutcome.Finished;
    }

    private async Task WriteAsync(Data data, string? name, string? picture, string? key, bool changed, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, data.ConversationId, cancellationToken);
        await using (var write = new NpgsqlCommand("""
            INSERT INTO conversations.author (id, account_id, external_id, name, picture_url, picture_key, profile_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (account_id, external_id) DO UPDATE SET name = COALESCE(excluded.name, author.name), picture_url = COALESCE(excluded.picture_url, author.picture_url), picture_key = excluded.picture_key, profile_at = excluded.profile_at
            """, batch.Connection).With(IdentityIds.Of(data.AccountId, "author/" + data.AuthorId), data.AccountId, data.AuthorId, name, picture, key, batch.Now))
        {
            for (var parameter = 3; parameter < 6; parameter++)
            {
                write.Parameters[parameter].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text;
            }

            await write.ExecuteNonQueryAsync(cancellationToken);
        }

        if (changed && batch.Conversations.TryGetValue(data.ConversationId, out var conversation))
        {
            await using var show = new NpgsqlCommand("""
                UPDATE conversations.message SET version = version + 1
                WHERE conversation_id = $1 AND number > $2 AND kind = 0 AND content->'author'->>'id' = $3 RETURNING number
                """, batch.Connection).With(conversation.Id, conversation.LastNumber - ShownAnew, data.AuthorId);
            foreach (var number in await show.ReadAllAsync(reader => reader.GetInt32(0), cancellationToken))
            {
                conversation.MessageChanged(number);
            }
        }

        await batch.CommitAsync(cancellationToken);
        facts.Raise();
    }
}
