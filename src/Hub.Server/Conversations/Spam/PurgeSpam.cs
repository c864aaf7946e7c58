using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Npgsql;

namespace Hub.Server.Conversations.Spam;

/// <summary>Deletes spam when its time is over. The keys of its messages stay: a provider's repetition does not bring it back.</summary>
internal static class PurgeSpam
{
    /// <summary>Every table of the module that speaks of a conversation, but for <c>message_key</c>.</summary>
    private static readonly string[] Tables = ["message", "attachment", "draft", "send", "unsettled_send", "notification", "follow_up", "call", "masked_value", "scheduled_reply", "raw_body", "participant", "member_invitation", "joined_identity", "open_identity", "read_handle", "unseen_reply", "earlier_wording", "conversation_head"];

    /// <summary>In the batch that holds the lock on the conversation.</summary>
    public static async Task DeleteAsync(ConversationState conversation, ConversationBatch batch, CancellationToken cancellationToken)
    {
        await using var files = new NpgsqlCommand("""
            SELECT storage_key FROM conversations.attachment WHERE conversation_id = $1 AND storage_key IS NOT NULL
            UNION ALL SELECT storage_key FROM conversations.raw_body WHERE conversation_id = $1
            """, batch.Connection).With(conversation.Id);
        if (await files.ReadAllAsync(reader => reader.GetString(0), cancellationToken) is { Count: > 0 } keys)
        {
            batch.Enqueue(new NewJob(DeleteFiles.JobKind, conversation.Id.ToString("N"), new DeleteFiles.Data([.. keys])));
        }

        foreach (var table in Tables)
        {
            batch.Also(new NpgsqlBatchCommand($"DELETE FROM conversations.{table} WHERE conversation_id = $1") { Parameters = { new() { Value = conversation.Id } } });
        }

        batch.Also(new NpgsqlBatchCommand("""
            UPDATE conversations.conversation SET previous_id = NULLIF(previous_id, $1), suggested_id = NULLIF(suggested_id, $1), merged_into = NULLIF(merged_into, $1), side_of = NULLIF(side_of, $1)
            WHERE previous_id = $1 OR side_of = $1 OR suggested_id = $1 OR merged_into = $1
            """) { Parameters = { new() { Value = conversation.Id } } });
        batch.Also(new NpgsqlBatchCommand("DELETE FROM conversations.conversation WHERE id = $1") { Parameters = { new() { Value = conversation.Id } } });
        batch.Raise(ConversationFacts.Deleted(conversation));
    }
}

/// <summary>Deletes the bytes of files whose records are gone.</summary>
internal sealed class DeleteFiles(FileStore files) : IJobHandler
{
    public const string JobKind = "delete-files";

    internal sealed record Data(string[] Keys);

    public string Kind => JobKind;

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        foreach (var key in job.Read<Data>().Keys)
        {
            await files.DeleteAsync(key);
        }

        return JobOutcome.Finished;
    }
}
