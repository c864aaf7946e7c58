using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeRoundTripTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Three_thousand_drafts_read_as_they_were_written(int seed)
    {
        var drafts = new RandomDrafts(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var draft = drafts.Next();
            var bytes = MimeWriter.Write(draft);
            AssertWellFormed(bytes);
            AssertSame(draft, MimeReader.Read(bytes));
        }
    }

    private static void AssertSame(MailDraft draft, MailMessage read)
    {
        Assert.Equal((draft.Subject, draft.Date, draft.MessageId), (read.Subject, read.Date, read.MessageId));
        Assert.Equal(Addresses([draft.From]), Addresses([read.From!]));
        Assert.Equal(draft.Sender, read.Sender);
        Assert.Equal(Addresses(draft.To), Addresses(read.To));
        Assert.Equal(Addresses(draft.Cc), Addresses(read.Cc));
        Assert.Empty(read.Bcc);
        Assert.Equal(Addresses(draft.ReplyTo), Addresses(read.ReplyTo));
        Assert.Equal(draft.InReplyTo, read.InReplyTo);
        Assert.Equal(draft.References, read.References);
        Assert.Equal(draft.Html?.ReplaceLineEndings("\n"), read.Html?.TrimEnd('\n'));
        Assert.Equal(draft.Text is null && draft.Html is not null ? null : Kept(draft.Text ?? ""), read.Text?.TrimEnd('\n'));

        // Pictures of the HTML stand before what is attached.
        var files = draft.Html is null ? draft.Files : [.. draft.Files.OrderBy(file => file.ContentId is null)];
        Assert.Equal(files.Select(file => (file.Name, file.ContentType)), read.Files.Select(file => (file.FileName ?? "", file.ContentType)));
        Assert.Equal(files.Select(file => Convert.ToHexString(file.Content.Span)), read.Files.Select(file => Convert.ToHexString(file.Decode().Span)));
        foreach (var group in draft.Headers.GroupBy(header => header.Key))
        {
            Assert.Equal(group.Select(header => header.Value), read.Headers.All(group.Key));
        }

        Assert.Empty(read.Warnings);
    }

    /// <summary>RFC 5322 2.1.1 and 2.3, RFC 2045 2.7: ASCII, CRLF only, no line over 998.</summary>
    private static void AssertWellFormed(byte[] bytes)
    {
        var text = Encoding.ASCII.GetString(bytes);
        Assert.DoesNotContain(bytes, b => b is 0 or > 126 || (b < 32 && b is not (9 or 10 or 13)));
        var lines = text.Split("\r\n");
        Assert.All(lines, line => Assert.DoesNotContain('\r', line));
        Assert.All(lines, line => Assert.DoesNotContain('\n', line));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 998));
    }

    /// <summary>Spaces at the ends of lines are lost in format=flowed, a quote has one space after its marks, and a mail ends with a line end.</summary>
    private static string Kept(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line =>
    {
        var depth = line.Length - line.TrimStart('>').Length;
        var content = line[depth..];
        content = depth > 0 && content.StartsWith(' ') ? content[1..] : content;
        return depth > 0 ? $"{new string('>', depth)} {content.TrimEnd(' ')}" : content.TrimEnd(' ');
    })).TrimEnd('\n');

    private static IEnumerable<string> Addresses(IEnumerable<MailAddress> addresses) => addresses.Select(address => $"{address.Name}|{address.Address}");
}
