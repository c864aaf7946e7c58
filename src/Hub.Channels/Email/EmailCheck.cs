namespace Hub.Channels.Email;

/// <summary>A real sign-in at the outgoing server, and what the sending domain says of itself: without SPF, DKIM and DMARC letters end as spam.</summary>
internal static class EmailCheck
{
    internal static async Task<AccountCheck> RunAsync(ChannelAccount account, IMailSender? sender, ISendingDomain? domains, CancellationToken cancellationToken)
    {
        var settings = new EmailAccount(account);
        if (settings.Address is null)
        {
            return new AccountCheck(false, "not_configured", "The setting \"address\" is missing: the address letters are sent from.");
        }

        var receiveOnly = account.Setting("receiveOnly") == "true";
        var server = MailServer.Of(account, MailService.Smtp);
        if (server is null && !receiveOnly)
        {
            return account.Secret("webhookSecret") is null
                ? new AccountCheck(false, "not_configured", "The setting \"smtpHost\" is missing, and there is no webhook secret.")
                : new AccountCheck(false, "receives_only", "Letters come in by webhook. The setting \"smtpHost\" is missing, so none can be sent.");
        }

        var check = server is null || receiveOnly || sender is null ? new AccountCheck(true, "ok", null) : await sender.CheckAsync(account, cancellationToken);
        return domains is null ? check : check with { Findings = await SendingDomain.ExplainAsync(settings.Domain, account.Setting("dkimSelector"), domains, cancellationToken) };
    }
}
