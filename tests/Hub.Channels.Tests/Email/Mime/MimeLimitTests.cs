using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

/// <summary>
/// Mails made to hurt. Each is large enough that quadratic work would take minutes to hours and a tree of objects gigabytes; what is allocated is held to a multiple of its length.
/// </summary>
public sealed class MimeLimitTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void MI1_A_thousand_nested_parts_end_at_the_depth_limit()
    {
        var mail = new StringBuilder("Subject: deep\r\n");
        for (var i = 0; i < 1_000; i++)
        {
            mail.Append($"Content-Type: multipart/mixed; boundary=b{i}x\r\n\r\n--b{i}x\r\n");
        }

        var read = Read(mail.ToString(), 60 * Megabyte);

        Assert.Equal("deep", read.Subject);
        Assert.Contains(MailWarning.TooDeep, read.Warnings);
        Assert.True(read.Truncated);
    }

    [Fact]
    public void MI1_Of_a_hundred_thousand_parts_the_first_thousand_are_read()
    {
        var mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + string.Concat(Enumerable.Repeat("--b\r\nContent-Type: a/b\r\n\r\nx\r\n", 100_000)) + "--b--";

        var read = Read(mail, 250 * Megabyte);

        Assert.Equal(MimeLimits.Parts - 1, read.Files.Count);
        Assert.Contains(MailWarning.PartsCut, read.Warnings);
    }

    [Fact]
    public void MI1_Ten_megabytes_of_headers_are_cut()
    {
        var nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nX-One: " + new string('x', 10 * Megabyte) + "\r\n\r\nbody";
        Assert.Contains(MailWarning.HeadersCut, Read(nested, 60 * Megabyte).Warnings);
        var one = Read("X-One: " + new string('x', 10 * Megabyte) + "\r\nSubject: x\r\n\r\nbody", 60 * Megabyte);
        Assert.Equal(("x", "body"), (one.Subject, one.Text));
        Assert.Contains(MailWarning.HeadersCut, Read("Subject: x\r\n" + string.Concat(Enumerable.Range(0, 200_000).Select(i => $"X-Header-{i}: some value of no use to anybody\r\n")) + "\r\nbody", 200 * Megabyte).Warnings);
        Assert.Contains(MailWarning.HeadersCut, Read(string.Concat(Enumerable.Repeat("a:\r\n", 500_000)) + "\r\nbody", 300 * Megabyte).Warnings);
    }

    [Fact]
    public void MI1_Of_a_million_recipients_a_thousand_are_read()
    {
        var read = Read("To: " + string.Join(",", Enumerable.Repeat("a@b", 1_000_000)) + "\r\n\r\nx", 30 * Megabyte);

        Assert.Equal(MimeLimits.Addresses, read.To.Count);
        Assert.Contains(MailWarning.AddressesCut, read.Warnings);
    }

    [Fact]
    public void MI1_A_long_body_is_cut_and_kept_whole_as_a_file()
    {
        var read = Read("Subject: x\r\n\r\n" + new string('x', 9 * Megabyte), 100 * Megabyte);

        Assert.Equal(MimeLimits.BodyBytes, read.Text!.Length);
        Assert.Equal(9 * Megabyte, Assert.Single(read.Files).Decode().Length);
        Assert.Contains(MailWarning.BodyCut, read.Warnings);
    }

    public static TheoryData<string, string> Traps() => new()
    {
        { "beginnings of encoded words", "Subject: " + Many("=?a?b?x ") },
        { "beginnings of encoded words with one end", "Subject: " + Many("=?a?q?x ") + "?=" },
        { "question marks", "Subject: =?utf-8?q?" + Many("?") },
        { "encoded words", "Subject: " + Many("=?utf-8?B?44GC?= ") },
        { "encoded words of two charsets", "Subject: " + Many("=?utf-8?B?44GC?= =?sjis?B?gqA=?= ") },
        { "folds", "Subject: x" + Many("\r\n x") },
        { "open comments", "To: " + Many("(") },
        { "open brackets", "To: " + Many("<") },
        { "open quotes", "To: " + Many("\"a\\\" ") },
        { "open groups", "To: " + Many("a:") },
        { "at signs", "To: " + Many("@a,") },
        { "dots and semicolons", "To: " + Many(".;") },
        { "routes", "To: <" + Many("@a,") + ":x@y>" },
        { "open ids", "References: " + Many("<a ") },
        { "ids", "References: " + Many("<a@b>") },
        { "closing brackets", "References: " + Many(">") + Many("<") },
        { "parameters", "Content-Type: text/plain" + Many("; a=b") },
        { "continued parameters", "Content-Type: text/plain" + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"; a*{i}=b")) },
        { "the same parameter", "Content-Disposition: attachment" + Many("; filename*0=x") },
        { "percent signs", "Content-Disposition: attachment; filename*=utf-8''" + Many("%") },
        { "dates", "Date: " + Many("Fri, ") },
        { "semicolons of a transfer encoding", "Content-Transfer-Encoding: " + Many(" ;") },
        { "boundary look-alikes", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + Many("--c\r\n") },
        { "dashes", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + Many("-") },
        { "no boundary", "Content-Type: multipart/mixed\r\n\r\n" + Many("--b\r\nContent-Type: multipart/mixed\r\n\r\n") },
        { "forwarded messages", Many("Content-Type: message/rfc822\r\n\r\n") },
        { "uuencoded beginnings", "\r\n\r\n" + Many("begin 644 a\n") + "\nend" },
        { "uuencoded beginnings and lines", "\r\n\r\n" + Many("begin 644 a\n#a\n") + "\nend\n" },
        { "flowed lines", "Content-Type: text/plain; format=flowed\r\n\r\n" + Many("a \r\n") },
        { "quotes", "\r\n\r\n" + Many("> \n") },
        { "quotes of quotes", "\r\n\r\n" + Many(">") },
        { "blank lines", "\r\n\r\nx" + Many("\n") + "> x" },
        { "blank lines between quotes", "\r\n\r\nx\n" + Many("> x\n\n") + "y" },
        { "introductions of quotes", "\r\n\r\nx\n" + Many("On x wrote:\n") },
        { "labels", "\r\n\r\nx\n" + Many("From: a\n") },
        { "rules", "\r\n\r\nx\n" + Many("-----\n") },
        { "JIS escapes", "\r\n\r\n" + Many("\u001b$B\u001b(B") },
        { "cid addresses", "Content-Type: text/html\r\n\r\n" + Many("cid:a ") },
        { "open elements", "Content-Type: text/html\r\n\r\n" + Many("<div>") },
        { "open formatting", "Content-Type: text/html\r\n\r\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"<font color={i}>")) + Many("<p>x") },
        { "open links", "Content-Type: text/html\r\n\r\n" + Many("<a href=x><p>") },
        { "open tables", "Content-Type: text/html\r\n\r\n" + Many("<table><tr><td>") },
        { "open lists", "Content-Type: text/html\r\n\r\n" + Many("<ul><li>") },
        { "paragraphs without ends", "Content-Type: text/html\r\n\r\n" + Many("<p>x") },
        { "ends without beginnings", "Content-Type: text/html\r\n\r\n" + Many("<div></b>") },
        { "open tags", "Content-Type: text/html\r\n\r\n" + Many("<") },
        { "attributes", "Content-Type: text/html\r\n\r\n<p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=1 ")) },
        { "comments", "Content-Type: text/html\r\n\r\n" + Many("<!--") },
        { "character references", "Content-Type: text/html\r\n\r\n" + Many("&amp") },
        { "quoted blocks", "Content-Type: text/html\r\n\r\n" + Many("<blockquote type=cite>x</blockquote>y") },
        { "rules in HTML", "Content-Type: text/html\r\n\r\n" + Many("<hr>x") },
        { "reports", "Content-Type: message/delivery-status\r\n\r\n" + Many("Action: failed\r\n\r\n") },
        { "failed recipients", "X-Failed-Recipients: " + Many("a@b, ") + "\r\n\r\n" + Many("a@c ") },
        { "addresses in a bounce", "From: mailer-daemon@x\r\nSubject: failure notice\r\n\r\nuser unknown\r\n" + Many("a@b.c\r\n") },
    };

    [Theory]
    [MemberData(nameof(Traps))]
    public void MI1_What_invites_quadratic_work_takes_linear(string what, string mail)
    {
        Assert.NotEmpty(what);
        MailTrial.Fuzz.Ask(Encoding.UTF8.GetBytes(mail));
    }

    private static string Many(string what) => string.Concat(Enumerable.Repeat(what, 900_000 / what.Length));

    private static MailMessage Read(string mail, long mostAllocated)
    {
        var bytes = Encoding.UTF8.GetBytes(mail);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = MimeReader.Read(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostAllocated);
        return read;
    }
}
