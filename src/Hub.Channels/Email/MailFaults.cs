using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Hub.Channels.Email.Smtp;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Hub.Channels.Email;

/// <summary>What the library throws, in the hub's words. Nothing of what the server wrote goes along.</summary>
internal static class MailFaults
{
    internal static MailException Of(Exception exception, MailCertificates? certificates = null)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is MailException known)
            {
                return known;
            }
        }

        return exception switch
        {
            OperationCanceledException or TimeoutException => new MailException(MailFault.Timeout),
            SslHandshakeException => certificates?.Refused == true ? new MailException(MailFault.Certificate) : new MailException(MailFault.TlsUnavailable, "tls_failed"),
            NotSupportedException => new MailException(MailFault.TlsUnavailable),
            AuthenticationException refused => Refused(refused),
            ServiceNotAuthenticatedException => new MailException(MailFault.WrongPassword, "sign_in_required"),
            FolderNotFoundException => new MailException(MailFault.Refused, "no_such_folder"),
            ImapCommandException { Response: ImapCommandResponse.Bad } => new MailException(MailFault.BadAnswer),
            ImapCommandException => new MailException(MailFault.Refused),
            SmtpCommandException command => new MailException(MailReplies.IsForGood((int)command.StatusCode) ? MailFault.Refused : MailFault.Throttled),
            ImapProtocolException or SmtpProtocolException when !exception.Message.Contains("unexpectedly disconnected", StringComparison.Ordinal) => new MailException(MailFault.BadAnswer),
            ImapProtocolException or SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException or ObjectDisposedException =>
                new MailException(MailFault.ConnectionLost),
            _ => new MailException(MailFault.BadAnswer),
        };
    }

    /// <summary>SMTP says by its three digits whether it is for good.</summary>
    private static MailException Refused(AuthenticationException exception) =>
        exception.Message.Length > 3 && int.TryParse(exception.Message.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var reply) && exception.Message[3] == ':' && reply < 500
            ? new MailException(MailFault.Throttled)
            : new MailException(MailFault.WrongPassword);
}

/// <summary>
/// Listens for the response codes by which an IMAP server says that a failed sign-in has nothing to do with the password (RFC 5530 section 3); the library
/// does not hand them on. Keeps nothing.
/// </summary>
internal sealed class ImapCodes : IProtocolLogger
{
    /// <summary>Whether the server called itself unavailable or too busy.</summary>
    internal bool Busy { get; set; }

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        var said = Encoding.ASCII.GetString(buffer, offset, Math.Min(count, 4096));
        Busy |= said.Contains("[UNAVAILABLE]", StringComparison.OrdinalIgnoreCase) || said.Contains("[LIMIT]", StringComparison.OrdinalIgnoreCase)
            || said.Contains("[INUSE]", StringComparison.OrdinalIgnoreCase) || said.Contains("Too many simultaneous connections", StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose()
    {
    }
}
