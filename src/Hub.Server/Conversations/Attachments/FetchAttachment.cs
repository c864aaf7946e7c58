using Hub.Channels;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Attachments;

/// <summary>
/// Fetches a file of an inbound message from its provider: a step of its own, so that the words are there at once and a failed download loses nothing.
/// The message shows pending, stored, failed (tried again) or gone; held while the scanner has not looked, and infected for good.
/// </summary>
internal sealed class FetchAttachment(NpgsqlDataSource dataSource, ChannelAccounts accounts, FileStore files, VirusScanner scanner, RawBodies bodies, FactSignal facts, HubOptions options, TimeProvider time) : IJobHandler
{
    private const int TriesBeforeFailed = 10;

    public string Kind => "fetch-attachment";

    private sealed record Data(Guid AttachmentId);

    private sealed record Wanted(Guid Id, Guid ConversationId, int Number, Guid AccountId, string Reference, string ExternalUserId, string? HeldKey);

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var id = job.Read<Data>().AttachmentId;
        var wanted = await FindAsync(id, cancellationToken);
        if (wanted is null)
        {
            return JobOutcome.Finished;
        }

        if (wanted.HeldKey is { } held)
        {
            return await SettleAsync(job, wanted, new StoredFile(held, 0, []), null, cancellationToken);
        }

        var account = await accounts.ByIdAsync(wanted.AccountId, cancellationToken);
        if (account is null)
        {
            await RecordAsync(wanted, AttachmentState.Gone, "account_gone", null, null, cancellationToken);
            return JobOutcome.Finished;
        }

        if (wanted.Reference.StartsWith("upload:", StringComparison.Ordinal))
        {
            await TakeUploadAsync(wanted, cancellationToken);
            return JobOutcome.Finished;
        }

        var outcome = new FetchOutcome(FetchStatus.Failed);
        StoredFile? stored = null;
        try
        {
            stored = await files.StoreAsync(async (stream, token) =>
            {
                outcome = await FetchAsync(accounts.Adapter(account.Account.Channel), account.Account, wanted, stream, token);
                if (outcome.Status != FetchStatus.Fetched)
                {
                    throw new NotFetchedException();
                }
            }, cancellationToken);
        }
        catch (NotFetchedException)
        {
            // The outcome says why.
        }

        switch (outcome.Status)
        {
            case FetchStatus.Fetched:
                return await SettleAsync(job, wanted, stored!, outcome.ContentType, cancellationToken);
            case FetchStatus.Gone or FetchStatus.TooLarge:
                await RecordAsync(wanted, AttachmentState.Gone, outcome.Status == FetchStatus.TooLarge ? "too_large" : "gone", null, null, cancellationToken);
                return JobOutcome.Finished;
            default:
                var code = outcome.Code ?? (outcome.Status == FetchStatus.NotReady ? "not_ready" : "failed");
                if (job.Attempts >= TriesBeforeFailed)
                {
                    await RecordAsync(wanted, AttachmentState.Failed, code, null, null, cancellationToken);
                }

                // A photo being prepared takes seconds, a long video minutes.
                var wait = outcome.RetryAfter ?? TimeSpan.FromSeconds(
                    outcome.Status == FetchStatus.NotReady ? Math.Min(60, Math.Pow(2, Math.Max(0, job.Attempts - 2))) : Math.Min(300, Math.Pow(2, job.Attempts)));
                return new JobOutcome.Again(wait, code);
        }
    }

    /// <summary>Nothing is shown that the scanner, where there is one, has not looked into.</summary>
    private async Task<JobOutcome> SettleAsync(Job job, Wanted wanted, StoredFile stored, string? contentType, CancellationToken cancellationToken)
    {
        var verdict = new Verdict(VerdictKind.Clean);
        if (scanner.IsOn)
        {
            await using var file = await files.OpenAsync(stored.Key, cancellationToken);
            verdict = await scanner.ScanAsync(file, cancellationToken);
        }

        var state = verdict.Kind switch
        {
            VerdictKind.Clean => AttachmentState.Stored,
            VerdictKind.Infected => AttachmentState.Infected,
            VerdictKind.Unknown => AttachmentState.Held,
        };
        if (wanted.HeldKey is null || state != AttachmentState.Held)
        {
            await RecordAsync(wanted, state, verdict.Code, wanted.HeldKey is null ? stored : null, contentType, CancellationToken.None);
        }

        return state == AttachmentState.Held ? new JobOutcome.Again(TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, Math.Min(job.Attempts, 10)))), verdict.Code!, Patient: true) : JobOutcome.Finished;
    }

    private async Task<FetchOutcome> FetchAsync(IChannelAdapter adapter, ChannelAccount account, Wanted wanted, Stream stream, CancellationToken cancellationToken)
    {
        if (!wanted.Reference.StartsWith(AttachmentReference.InBody, StringComparison.Ordinal))
        {
            return await adapter.FetchAttachmentAsync(account, wanted.Reference, stream, options.MaxUploadBytes, cancellationToken);
        }

        return await bodies.OfAsync(wanted.ConversationId, wanted.Number, cancellationToken) is { } body
            ? await adapter.TakeFromBodyAsync(body.Bytes, wanted.Reference, stream, options.MaxUploadBytes, cancellationToken)
            : new FetchOutcome(FetchStatus.Gone);
    }

    private async Task<Wanted?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(
            """
            SELECT a.id, a.conversation_id, a.number, a.account_id, a.reference, i.external_id, CASE a.state WHEN 4 THEN a.storage_key END FROM conversations.attachment a
            JOIN conversations.conversation c ON c.id = a.conversation_id JOIN conversations.message m ON m.conversation_id = a.conversation_id AND m.number = a.number
            JOIN customers.identity i ON i.id = COALESCE(m.via, c.identity_id) WHERE a.id = $1 AND a.state IN (0, 2, 4)
            """).With(id);
        return await command.ReadFirstAsync(reader => new Wanted(
            reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetGuid(3), reader.GetString(4), reader.GetString(5),
            reader.IsDBNull(6) ? null : reader.GetString(6)), cancellationToken);
    }

    /// <summary>A visitor's upload is in our own store already; it only changes hands.</summary>
    private async Task TakeUploadAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, wanted.ConversationId, cancellationToken);
        await using var command = new NpgsqlCommand("""
            WITH taken AS (DELETE FROM conversations.attachment u 
                WHERE u.id = $2 AND u.conversation_id IS NULL AND u.state = 1 AND u.uploaded_by = $3 RETURNING u.storage_key, u.size, u.content_type, u.file_name, u.sha256)
            UPDATE conversations.attachment a SET state = CASE WHEN EXISTS (SELECT 1 FROM taken) THEN 1 ELSE 3 END, storage_key = (SELECT storage_key FROM taken), sha256 = (SELECT sha256 FROM taken),
            size = COALESCE((SELECT size FROM taken), a.size), content_type = COALESCE((SELECT content_type FROM taken), a.content_type)
            WHERE a.id = $1
            """, batch.Connection).With(wanted.Id, Guid.Parse(wanted.Reference["upload:".Length..]), IdentityIds.Of(wanted.AccountId, wanted.ExternalUserId));
        await command.ExecuteNonQueryAsync(cancellationToken);
        await ChangedAsync(batch, wanted, cancellationToken);
    }

    private async Task RecordAsync(Wanted wanted, AttachmentState state, string? error, StoredFile? stored, string? contentType, CancellationToken cancellationToken)
    {
        await using var batch = await ConversationBatch.BeginAsync(dataSource, time, wanted.ConversationId, cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE conversations.attachment SET state = $2, error = $3, storage_key = COALESCE($4, storage_key), size = COALESCE($5, size), content_type = COALESCE($6, content_type), sha256 = COALESCE($7, sha256)
            WHERE id = $1 AND state IN (0, 2, 4)
            """, batch.Connection);
        command.Parameters.Add(new() { Value = wanted.Id });
        command.Parameters.Add(new() { Value = (short)state });
        command.Parameters.Add(new() { Value = (object?)error ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)stored?.Key ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)stored?.Size ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = (object?)contentType ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)stored?.Sha256 ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            if (stored is not null)
            {
                await files.DeleteAsync(stored.Key); // taken back meanwhile
            }

            return;
        }

        await ChangedAsync(batch, wanted, cancellationToken);
    }

    private async Task ChangedAsync(ConversationBatch batch, Wanted wanted, CancellationToken cancellationToken)
    {
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.message SET version = version + 1 WHERE conversation_id = $1 AND number = $2")
        {
            Parameters = { new() { Value = wanted.ConversationId }, new() { Value = wanted.Number } },
        });
        batch.Conversations[wanted.ConversationId].MessageChanged(wanted.Number);
        await batch.CommitAsync(cancellationToken);
        facts.Raise();
    }

    private sealed class NotFetchedException : Exception;
}
