using Hub.Server.Conversations.Spam;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// Once an hour: names and faces of people who wrote in groups go when the last of their messages has gone, by whatever way it went: spam whose time is over, taken back, moved to nowhere.
/// </summary>
internal sealed class PurgeAuthors(NpgsqlDataSource dataSource, TimeProvider time, ILogger<PurgeAuthors> logger) : BackgroundService
{
    private const int AtOnce = 1000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(TimeSpan.FromHours(1), RunAsync, "People of groups who have no message any more could not be deleted", time, logger, stoppingToken);

    /// <summary>Whoever writes again just now is asked for anew: a message and the wish to know its author come in one transaction.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await DeleteAsync(cancellationToken) == AtOnce)
        {
        }
    }

    private async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        const string silent = "NOT EXISTS (SELECT FROM conversations.message m WHERE m.content->'author'->>'id' = a.external_id AND m.content ? 'author')";
        await using var find = new NpgsqlCommand($"SELECT a.id FROM conversations.author a WHERE {silent} LIMIT $1 FOR UPDATE OF a SKIP LOCKED", connection).With(AtOnce);
        var found = await find.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken);

        // Once more, now that they are locked: whoever was writing until then has a message.
        await using var command = new NpgsqlCommand($"DELETE FROM conversations.author a WHERE a.id = ANY($1) AND {silent} RETURNING a.id, a.picture_key", connection).With(found.ToArray());
        var gone = await command.ReadAllAsync(reader => (Id: reader.GetGuid(0), Picture: reader.TextOrNull(1)), cancellationToken);
        if (gone.ConvertAll(author => author.Picture).OfType<string>().ToArray() is { Length: > 0 } pictures)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            JobQueue.AddInserts(batch, [new NewJob(DeleteFiles.JobKind, $"authors-{gone[0].Id:N}", new DeleteFiles.Data(pictures))], time);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return found.Count;
    }
}
