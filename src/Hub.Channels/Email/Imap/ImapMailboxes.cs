using MailKit.Net.Imap;

namespace Hub.Channels.Email.Imap;

/// <summary>IMAP by MailKit.</summary>
public sealed class ImapMailboxes(IMailSignIn signIn, MailNetwork network, TimeProvider time) : IMailboxes
{
    /// <inheritdoc/>
    public async Task<IMailbox> OpenAsync(ChannelAccount account, CancellationToken cancellationToken) => (await ConnectAsync(account, cancellationToken)).Mailbox;

    /// <inheritdoc/>
    public async Task<AccountCheck> CheckAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        try
        {
            var (mailbox, certificates) = await ConnectAsync(account, cancellationToken);
            await using (mailbox)
            {
                await mailbox.SelectAsync(account.Setting("folder") ?? "INBOX", readOnly: true, cancellationToken);
                return MailChecks.Passed("imap", certificates, time);
            }
        }
        catch (MailException e)
        {
            return new AccountCheck(false, "imap_" + e.Code, null);
        }
    }

    private async Task<(ImapMailbox Mailbox, MailCertificates Certificates)> ConnectAsync(ChannelAccount account, CancellationToken cancellationToken)
    {
        if (MailServer.Of(account, MailService.Imap) is not { } server)
        {
            throw new MailException(MailFault.NotConfigured);
        }

        var certificates = new MailCertificates(server.TrustedCa);
        var codes = new ImapCodes();
        var client = new ImapClient(codes);
        try
        {
            var stream = await MailSession.OpenAsync(client, server, account, signIn, network, certificates, time, cancellationToken);
            return (new ImapMailbox(client, stream, time), certificates);
        }
        catch (MailException e) when (e.Fault is MailFault.WrongPassword or MailFault.SignInNeeded && codes.Busy)
        {
            client.Dispose();
            throw new MailException(MailFault.Throttled);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }
}
