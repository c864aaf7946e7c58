using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>Deletes the bytes of files whose message was taken back.</summary>
internal sealed class PurgeFiles(NpgsqlDataSource dataSource, FileStore files) : IJobHandler
{
    public string Kind => "purge-files";

    private sealed record Data(Guid ConversationId, int Number);

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var data = job.Read<Data>();
        await using var find = dataSource.CreateCommand(
            "SELECT storage_key FROM conversations.attachment WHERE conversation_id = $1 AND number = $2 AND state = 3 AND storage_key IS NOT NULL").With(data.ConversationId, data.Number);
        foreach (var key in await find.ReadAllAsync(reader => reader.GetString(0), cancellationToken))
        {
            await files.DeleteAsync(key);
        }

        await using var clear = dataSource.CreateCommand("UPDATE conversations.attachment SET storage_key = NULL WHERE conversation_id = $1 AND number = $2 AND state = 3")
            .With(data.ConversationId, data.Number);
        await clear.ExecuteNonQueryAsync(cancellationToken);
        return JobOutcome.Finished;
    }
}
