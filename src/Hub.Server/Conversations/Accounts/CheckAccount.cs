using Hub.Channels;
using Hub.Channels.Email;
using Hub.Server.Identity;
using Hub.Server.Integrations;

namespace Hub.Server.Conversations.Accounts;

/// <summary><c>POST /api/channel-accounts/{id}/check</c>: real calls at the provider, and at the mailbox where the account has one.</summary>
internal static class CheckAccount
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/channel-accounts/{id:guid}/check", HandleAsync).WithTags("Channel accounts").WithName("CheckChannelAccount").RequirePermission(Permissions.ManageAccounts).Produces<AccountCheck>();

    private static async Task<IResult> HandleAsync(Guid id, ChannelAccounts accounts, IMailboxes mailboxes, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        var provider = accounts.Adapter(account.Account.Channel).CheckAsync(account.Account, cancellationToken);
        if (MailServer.Of(account.Account, MailService.Imap) is null)
        {
            return TypedResults.Ok(await provider);
        }

        var mailbox = mailboxes.CheckAsync(account.Account, cancellationToken);
        await Task.WhenAll(provider, mailbox);
        var (sending, reading) = (await provider, await mailbox);

        // An account that only collects needs no outgoing server.
        var sends = sending is { Healthy: false, Code: "receives_only" or "not_configured" } && MailServer.Of(account.Account, MailService.Smtp) is null ? new AccountCheck(true, "ok", null) { Findings = sending.Findings } : sending;
        return TypedResults.Ok((sends.Healthy ? reading : sends) with { Findings = [new AccountFinding(reading.Healthy ? "mailbox_ok" : "mailbox_failed", reading.Healthy, reading.Healthy ? null : reading.Code), .. sends.Findings] });
    }
}
