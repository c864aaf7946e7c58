using Hub.Channels.Email;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Mailboxes;

/// <summary>How an account's mailbox goes, the folders it has, a check that signs in, and another try after a pause.</summary>
internal static class GetMailbox
{
    /// <param name="State">"waiting" (not looked at yet), "ok", "failing" (tried again by itself), "paused" (a person has to help).</param>
    /// <param name="LastError">A stable code; null when it never failed.</param>
    /// <param name="RenumberedAt">When the server last gave all mails new numbers.</param>
    internal sealed record View(string State, DateTimeOffset? LastSuccessAt, DateTimeOffset? FailingSince, DateTimeOffset? LastErrorAt, string? LastError, DateTimeOffset? RenumberedAt);

    /// <param name="Use">"inbox", "sent", "drafts", "junk", "trash", "archive", "all" or "other".</param>
    internal sealed record Folder(string Path, string Use);

    internal sealed record FolderList(IReadOnlyList<Folder> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var mailbox = routes.MapGroup("/api/channel-accounts/{id:guid}/mailbox").WithTags("Channel accounts");
        mailbox.MapGet("/", GetAsync).WithName("GetMailbox").RequirePermission(Permissions.ManageAccounts).Produces<View>();
        mailbox.MapGet("/folders", FoldersAsync).WithName("ListMailboxFolders").RequirePermission(Permissions.ManageAccounts).Produces<FolderList>();
        mailbox.MapPost("/check", CheckAsync).WithName("CheckMailbox").RequirePermission(Permissions.ManageAccounts).Produces<Hub.Channels.AccountCheck>();
        mailbox.MapPost("/resume", ResumeAsync).WithName("ResumeMailbox").RequirePermission(Permissions.ManageAccounts).Produces(204);
    }

    private static async Task<IResult> GetAsync(Guid id, ChannelAccounts accounts, MailboxHealth health, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        return await accounts.ByIdAsync(id, cancellationToken) is { } account && await ReadAsync(account, health, dataSource, cancellationToken) is { } view ? TypedResults.Ok(view) : Problem.NotFound();
    }

    /// <summary>Null where the account has no mailbox.</summary>
    public static async Task<View?> ReadAsync(AccountEntry account, MailboxHealth health, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (MailServer.Of(account.Account, MailService.Imap) is null)
        {
            return null;
        }

        await using var command = dataSource.CreateCommand("""
            SELECT paused_for = $2, last_success_at, failing_since, last_error_at, last_error, renumbered_at FROM conversations.mailbox_health WHERE account_id = $1
            """).With(account.Account.Id, health.Fingerprint(account.Account));
        return await command.ReadFirstAsync(
            reader => new View(
                !reader.IsDBNull(0) && reader.GetBoolean(0) ? "paused" : !reader.IsDBNull(2) ? "failing" : reader.IsDBNull(1) ? "waiting" : "ok",
                reader.TimeOrNull(1), reader.TimeOrNull(2), reader.TimeOrNull(3), reader.TextOrNull(4), reader.TimeOrNull(5)),
            cancellationToken) ?? new View("waiting", null, null, null, null, null);
    }

    private static async Task<IResult> FoldersAsync(Guid id, ChannelAccounts accounts, IMailboxes mailboxes, CancellationToken cancellationToken)
    {
        if (await WithMailboxAsync(id, accounts, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        try
        {
            await using var mailbox = await mailboxes.OpenAsync(account.Account, cancellationToken);
            return TypedResults.Ok(new FolderList([.. (await mailbox.ListFoldersAsync(cancellationToken)).Select(folder => new Folder(folder.Path, folder.Use.ToString().ToLowerInvariant()))]));
        }
        catch (MailException exception)
        {
            return Problem.Of(502, exception.Code);
        }
    }

    private static async Task<IResult> CheckAsync(Guid id, ChannelAccounts accounts, IMailboxes mailboxes, CancellationToken cancellationToken) =>
        await WithMailboxAsync(id, accounts, cancellationToken) is { } account ? TypedResults.Ok(await mailboxes.CheckAsync(account.Account, cancellationToken)) : Problem.NotFound();

    private static async Task<IResult> ResumeAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, MailboxHealth health, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (await WithMailboxAsync(id, accounts, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await health.ResumeAsync(connection, id, cancellationToken);
        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "mailbox.resumed") { TargetKind = "channel_account", TargetId = id });
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.NoContent();
    }

    private static async Task<AccountEntry?> WithMailboxAsync(Guid id, ChannelAccounts accounts, CancellationToken cancellationToken) =>
        await accounts.ByIdAsync(id, cancellationToken) is { } account && MailServer.Of(account.Account, MailService.Imap) is not null ? account : null;
}
