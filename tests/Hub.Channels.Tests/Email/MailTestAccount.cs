using Hub.Channels.Email;
using Hub.Channels.Email.Imap;
using Hub.Channels.Email.Smtp;
using Hub.Testing.Mail;
using Xunit;

namespace Hub.Channels.Tests.Email;

/// <summary>Accounts at a server on this machine, and the two clients.</summary>
internal static class MailTestAccount
{
    internal static SmtpSender Sender(IMailSignIn? signIn = null) => new(signIn ?? new PasswordSignIn(), new MailNetwork(anyPort: true), TimeProvider.System);

    internal static ImapMailboxes Mailboxes(IMailSignIn? signIn = null) => new(signIn ?? new PasswordSignIn(), new MailNetwork(anyPort: true), TimeProvider.System);

    internal static ChannelAccount At(int port, string security = "none", string host = "127.0.0.1", bool trusted = true, string password = "pw") => new(
        Guid.CreateVersion7(), "mail-test", "email",
        new Dictionary<string, string>
        {
            ["address"] = "support@example.test",
            ["imapHost"] = host,
            ["imapPort"] = $"{port}",
            ["imapSecurity"] = security,
            ["smtpHost"] = host,
            ["smtpPort"] = $"{port}",
            ["smtpSecurity"] = security,
            ["trustedCa"] = trusted ? TestCertificates.AuthorityPem : "",
        },
        new Dictionary<string, string> { ["password"] = password });

    internal static byte[] Mail(string subject, string body = "Hello", string to = "anna@example.test") =>
        System.Text.Encoding.UTF8.GetBytes($"From: support@example.test\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{subject}@example.test>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{body}\r\n");

    internal static void SkipWithoutServers()
    {
        if (DebianMail.Missing is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }
    }
}
