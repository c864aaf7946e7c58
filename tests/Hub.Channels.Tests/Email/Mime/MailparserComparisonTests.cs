using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

/// <summary>
/// Holds the reader to npm mailparser, field by field, on our own mails and on the public ones where they are at hand. Where the two differ, the difference is named
/// and explained in <c>differences.json</c>; one that is new, or that is listed but gone, fails.
/// </summary>
public sealed partial class MailparserComparisonTests
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private static string Repository => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    [Fact]
    public async Task Our_own_mails_read_as_mailparser_reads_them_but_for_what_is_explained() => await CompareAsync(MailFixture.Folder, "own");

    [Fact]
    public async Task Public_mails_read_as_mailparser_reads_them_but_for_what_is_explained()
    {
        Assert.SkipWhen(MailFixture.Corpus is null, "The public mails are not at hand.");
        await CompareAsync(MailFixture.Corpus!, "public");
    }

    private static async Task CompareAsync(string folder, string set)
    {
        var script = Path.Combine(Repository, "tests", "mail", "peers", "read.mjs");
        Assert.SkipWhen(!Directory.Exists(Path.Combine(Repository, "node_modules", "mailparser")) && Environment.GetEnvironmentVariable("CI") is null, "npm mailparser is not installed.");
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in (await RunAsync(script, folder)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var theirs = JsonSerializer.Deserialize<Peer>(line, _json)!;
            var file = Directory.EnumerateFiles(folder, theirs.File, SearchOption.AllDirectories).First();
            var ours = MimeReader.Read(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            found.UnionWith(Differences(ours, theirs).Select(field => $"{theirs.File}: {field}"));
        }

        var explained = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string[]>>>(
            await File.ReadAllTextAsync(Path.Combine(Repository, "tests", "mail", "peers", "differences.json"), TestContext.Current.CancellationToken))![set];
        if (Environment.GetEnvironmentVariable("MAIL_DIFFERENCES") is { } list)
        {
            await File.AppendAllLinesAsync(list, found, TestContext.Current.CancellationToken);
        }

        Assert.Equal(explained.Values.SelectMany(entries => entries).Order(StringComparer.Ordinal), found);
    }

    private static IEnumerable<string> Differences(MailMessage ours, Peer theirs)
    {
        if (theirs.Failed is not null)
        {
            yield return "failed";
            yield break;
        }

        (string Field, string Ours, string Theirs)[] fields =
        [
            ("subject", ours.Subject, theirs.Subject),
            ("messageId", ours.MessageId ?? "", theirs.MessageId ?? ""),
            ("inReplyTo", string.Join(' ', ours.InReplyTo), string.Join(' ', theirs.InReplyTo)),
            ("references", string.Join(' ', ours.References), string.Join(' ', theirs.References)),
            ("date", ours.Date?.ToUnixTimeSeconds().ToString() ?? "", theirs.Date?.ToUnixTimeSeconds().ToString() ?? ""),
            ("from", Written(ours.From is { } from ? [from] : []), Written(theirs.From.Take(1))),
            ("to", Written(ours.To), Written(theirs.To)),
            ("cc", Written(ours.Cc), Written(theirs.Cc)),
            ("replyTo", Written(ours.ReplyTo), Written(theirs.ReplyTo)),
            ("text", Spaced(ours.Text), Spaced(theirs.Text)),
            ("html", Spaced(ours.Html), Spaced(theirs.Html)),
            ("files", string.Join(',', ours.Files.Select(file => $"{file.ContentType} {file.Decode().Length}")), string.Join(',', theirs.Files.Select(file => $"{file.Type} {file.Size}"))),
            ("names", string.Join(',', ours.Files.Select(file => file.FileName)), string.Join(',', theirs.Files.Select(file => file.Name))),
            ("contentIds", string.Join(',', ours.Files.Select(file => file.ContentId)), string.Join(',', theirs.Files.Select(file => file.ContentId))),
        ];
        foreach (var (field, own, other) in fields)
        {
            if (own != other)
            {
                yield return field;
            }
        }
    }

    private static string Written(IEnumerable<MailAddress> addresses) => string.Join(',', addresses.Select(address => $"{address.Name}<{address.Address}>"));

    private static string Written(IEnumerable<PeerAddress> addresses) => string.Join(',', addresses.Select(address => $"{address.Name}<{address.Address}>"));

    /// <summary>Blank space at the ends and the kind of line ends are taste.</summary>
    private static string Spaced(string? text) => Spaces().Replace(text ?? "", " ").Trim();

    private static async Task<string> RunAsync(string script, string folder)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [script, folder]) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
        var output = await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, node.ExitCode);
        return output;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    private sealed record Peer(
        string File, string? Failed, string Subject, string? MessageId, string[] InReplyTo, string[] References, DateTimeOffset? Date, PeerAddress[] From, PeerAddress[] To, PeerAddress[] Cc,
        PeerAddress[] ReplyTo, string? Text, string? Html, PeerFile[] Files);

    private sealed record PeerAddress(string? Name, string Address);

    private sealed record PeerFile(string? Name, string Type, string? ContentId, int Size);
}
