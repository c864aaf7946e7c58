using System.Text;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Tests.Email.Mime;

/// <summary>The mails in Payloads/Email, by name.</summary>
internal static class MailFixture
{
    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Payloads", "Email");

    /// <summary>Public mails that are not part of the repository; null where they are not at hand.</summary>
    internal static string? Corpus =>
        Enumerable.Range(0, 10).Select(up => Path.GetFullPath(Path.Combine([AppContext.BaseDirectory, .. Enumerable.Repeat("..", up), "shared", "data", "mail"]))).FirstOrDefault(Directory.Exists);

    internal static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".eml"));

    internal static MailMessage Read(string name) => MimeReader.Read(Bytes(name));

    /// <summary>A mail written in a test; LF becomes CRLF.</summary>
    internal static MailMessage ReadText(string mail) => MimeReader.Read(Encoding.UTF8.GetBytes(mail.ReplaceLineEndings("\r\n")));

    internal static IReadOnlyList<byte[]> All => [.. Directory.EnumerateFiles(Folder, "*.eml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
}
