using System.Net;
using MailKit.Net.Imap;
using MailKit.Security;
using MailClient = MailKit.MailService;

namespace Hub.Channels.Email;

/// <summary>Connecting and signing in, the same for both protocols.</summary>
internal static class MailSession
{
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(30);

    /// <summary>Connects, protects the connection as the account says, and signs in. A token the server turns down is asked for once more.</summary>
    /// <returns>The bytes' counter, for the caller to open for longer answers.</returns>
    /// <exception cref="MailException">Always the reason, never the server's words.</exception>
    internal static async Task<MeteredStream> OpenAsync(
        MailClient client, MailServer server, ChannelAccount account, IMailSignIn signIn, MailNetwork network, MailCertificates certificates, TimeProvider time, CancellationToken cancellationToken)
    {
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = certificates.Accept;
        var stream = await network.ConnectAsync(server, time, cancellationToken);
        using var deadline = new Deadline(_answer, time, cancellationToken);
        try
        {
            await client.ConnectAsync(stream, server.Host, server.Port, Options(server.Security), deadline.Token);
            await SignInAsync(client, server.Service, account, signIn, deadline);
            return stream;
        }
        catch (Exception exception) when (!deadline.CancelledByCaller)
        {
            await stream.DisposeAsync();
            throw MailFaults.Of(exception, certificates);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task SignInAsync(MailClient client, MailService service, ChannelAccount account, IMailSignIn signIn, Deadline deadline)
    {
        if (await signIn.GetAsync(account, service, null, deadline.Token) is not { } credentials)
        {
            return;
        }

        try
        {
            await SignInAsync(client, credentials, deadline.Token);
        }
        catch (AuthenticationException) when (credentials.IsToken)
        {
            // It may have been withdrawn since it was kept. A second refusal is the answer.
            if (await signIn.GetAsync(account, service, credentials, deadline.Token) is not { } fresh || fresh.Secret == credentials.Secret)
            {
                throw new MailException(MailFault.SignInNeeded);
            }

            await SignInAsync(client, fresh, deadline.Token);
        }
    }

    /// <summary>One way only: with a wrong password each further way would be one more failed attempt at the provider.</summary>
    private static async Task SignInAsync(MailClient client, MailCredentials credentials, CancellationToken cancellationToken)
    {
        var offered = client.AuthenticationMechanisms;
        if (credentials.IsToken)
        {
            SaslMechanism token = offered.Contains("XOAUTH2") || !offered.Contains("OAUTHBEARER")
                ? new SaslMechanismOAuth2(credentials.User, credentials.Secret)
                : new SaslMechanismOAuthBearer(credentials.User, credentials.Secret);
            await client.AuthenticateAsync(token, cancellationToken);
        }
        else if (offered.Contains("PLAIN"))
        {
            await client.AuthenticateAsync(new SaslMechanismPlain(credentials.User, credentials.Secret), cancellationToken);
        }
        else if (offered.Contains("LOGIN"))
        {
            await client.AuthenticateAsync(new SaslMechanismLogin(credentials.User, credentials.Secret), cancellationToken);
        }
        else if (client is ImapClient)
        {
            offered.Clear(); // The LOGIN command, which every IMAP server has unless it says LOGINDISABLED.
            await client.AuthenticateAsync(new NetworkCredential(credentials.User, credentials.Secret), cancellationToken);
        }
        else
        {
            throw new MailException(MailFault.NotConfigured, "no_sign_in_offered");
        }
    }

    private static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.None => SecureSocketOptions.None,
    };
}
