using Hub.Channels;
using Hub.Channels.Email;
using Hub.Server.Integrations;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Jobs;
using Npgsql;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>
/// Sends, and lets what was accepted be filed in the mailbox's folder for sent mail, as SMTP does not do it: by a job, so that a slow mailbox delays no answer.
/// Google and Microsoft file by themselves. A letter that could not be handed to the job is sent all the same.
/// </summary>
internal sealed partial class FilingSender(IMailSender inner, NpgsqlDataSource dataSource, FileStore files, TimeProvider time, ILogger<FilingSender> logger) : IMailSender
{
    public Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken) => inner.CheckAsync(account, cancellationToken);

    public async Task<MailSendResult> SendAsync(ChannelAccount account, MailEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var result = await inner.SendAsync(account, envelope, message, cancellationToken);
        if (result.Outcome == MailOutcome.Accepted && FileSentMail.FolderOf(account) is not null)
        {
            try
            {
                var stored = await files.StoreAsync((stream, token) => stream.WriteAsync(message, token).AsTask(), CancellationToken.None);
                await using var batch = dataSource.CreateBatch();
                JobQueue.AddInserts(batch, [new NewJob(FileSentMail.JobKind, stored.Key, new FileSentMail.Data(account.Id, stored.Key))], time);
                await batch.ExecuteNonQueryAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or UnauthorizedAccessException)
            {
                Log.NotFiled(logger, account.Key, exception.GetType().Name);
            }
        }

        return result;
    }

    private static partial class Log
    {
        [LoggerMessage(4621, LogLevel.Warning, "A letter of {AccountKey} was sent and will not be in its mailbox's folder for sent mail ({Error})")]
        public static partial void NotFiled(ILogger logger, string accountKey, string error);
    }
}

/// <summary>Puts one sent letter into the folder for sent mail.</summary>
internal sealed class FileSentMail(ChannelAccounts accounts, IMailboxes mailboxes, MailboxHealth health, FileStore files) : IJobHandler
{
    public const string JobKind = "file-sent-mail";
    private const string Automatic = "auto";
    private const int Tries = 8;

    internal sealed record Data(Guid AccountId, string StorageKey);

    public string Kind => JobKind;

    /// <summary>The folder by name, "auto", or null when nothing is filed.</summary>
    public static string? FolderOf(ChannelAccount account) =>
        MailServer.Of(account, MailService.Imap) is null || account.Setting("sentFolder") == "none" || (account.Setting("oauthProvider") is not null && account.Setting("sentFolder") is null)
            ? null
            : account.Setting("sentFolder") ?? Automatic;

    public async Task<JobOutcome> RunAsync(Job job, CancellationToken cancellationToken)
    {
        var data = job.Read<Data>();
        if (await accounts.ByIdAsync(data.AccountId, cancellationToken) is not { } account || FolderOf(account.Account) is not { } folder)
        {
            await files.DeleteAsync(data.StorageKey);
            return JobOutcome.Finished;
        }

        try
        {
            // Jobs that wait for a dead mailbox would keep others from being done.
            if (await health.IsFailingAsync(data.AccountId, cancellationToken))
            {
                throw new MailException(MailFault.Unreachable);
            }

            await FileAsync(account.Account, folder, data.StorageKey, cancellationToken);
        }
        catch (MailException exception) when (job.Attempts < Tries && !exception.NeedsAPerson)
        {
            return new JobOutcome.Again(TimeSpan.FromSeconds(Math.Min(3600, 15 * Math.Pow(2, job.Attempts))), exception.Code);
        }
        catch (MailException)
        {
            // The customer has it and the conversation shows it; the copy is a courtesy, and the mailbox's own trouble is told elsewhere.
        }
        catch (FileNotFoundException)
        {
            // Filed in an earlier life.
        }

        await files.DeleteAsync(data.StorageKey);
        return JobOutcome.Finished;
    }

    private async Task FileAsync(ChannelAccount account, string folder, string storageKey, CancellationToken cancellationToken)
    {
        await using var stream = await files.OpenAsync(storageKey, cancellationToken);
        var message = new byte[stream.Length];
        await stream.ReadExactlyAsync(message, cancellationToken);
        await using var mailbox = await mailboxes.OpenAsync(account, cancellationToken);
        if (folder == Automatic)
        {
            folder = (await mailbox.ListFoldersAsync(cancellationToken)).FirstOrDefault(found => found.Use == MailFolderUse.Sent)?.Path ?? "Sent";
        }

        await mailbox.AppendAsync(folder, message, cancellationToken);
    }
}
