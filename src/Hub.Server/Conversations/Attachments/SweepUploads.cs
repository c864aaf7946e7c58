using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>
/// Deletes files that were uploaded and never sent. What a planned reply names stays, and what a visitor's message names that is still on its way: it may be parked for as
/// long as its raw body is kept. Any node may.
/// </summary>
internal sealed class SweepUploads(NpgsqlDataSource dataSource, FileStore files, TimeProvider time, ILogger<SweepUploads> logger) : BackgroundService
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    public static readonly TimeSpan KeptOnTheWay = TimeSpan.FromDays(31);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan FormsKept = TimeSpan.FromDays(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, RunAsync, "Uploads that were never sent could not be deleted", time, logger, stoppingToken);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // What somebody filled in who then wrote nothing.
        await using var forms = dataSource.CreateCommand("DELETE FROM conversations.visitor_form WHERE applied_at IS NULL AND filled_at < $1").With(now - FormsKept);
        await forms.ExecuteNonQueryAsync(cancellationToken);
        // Gone first, so that no message takes what is being deleted; whatever a crash leaves is found gone by the next run.
        await using var take = dataSource.CreateCommand("""
            UPDATE conversations.attachment a SET state = 3 WHERE a.conversation_id IS NULL AND a.state = 1
            AND (a.sent_at IS NULL AND a.created_at < $1 OR a.sent_at < $2)
            AND NOT EXISTS (SELECT FROM conversations.scheduled_reply s WHERE a.id = ANY(s.attachment_ids))
            """).With(now - Kept, now - KeptOnTheWay);
        await take.ExecuteNonQueryAsync(cancellationToken);
        await using var find = dataSource.CreateCommand("SELECT id, storage_key FROM conversations.attachment WHERE conversation_id IS NULL AND state = 3");
        var gone = await find.ReadAllAsync(row => (Id: row.GetGuid(0), Key: row.TextOrNull(1)), cancellationToken);
        foreach (var key in gone.Select(file => file.Key).OfType<string>())
        {
            await files.DeleteAsync(key);
        }

        await using var delete = dataSource.CreateCommand("DELETE FROM conversations.attachment WHERE id = ANY($1) AND state = 3").With(gone.ConvertAll(file => file.Id).ToArray());
        await delete.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
