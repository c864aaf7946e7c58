using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MailHtmlTests
{
    [Theory]
    [InlineData("<p onclick=\"x()\">a</p>", "<p>a</p>")]
    [InlineData("<script>alert(1)</script>a", "a")]
    [InlineData("<style>p{}</style>a", "a")]
    [InlineData("<a href=\"javascript:alert(1)\">a</a>", "<a>a</a>")]
    [InlineData("<a href=\"java&#10;script:alert(1)\">a</a>", "<a>a</a>")]
    [InlineData("<a href=\" &#1;javascript:alert(1)\">a</a>", "<a>a</a>")]
    [InlineData("<a href=\"data:text/html,x\">a</a>", "<a>a</a>")]
    [InlineData("<a href=\"https://example.com/?a=1&amp;b=2\">a</a>", "<a href=\"https://example.com/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">a</a>")]
    [InlineData("<img src=x onerror=alert(1)>", "")]
    [InlineData("<img src=\"https://tracker.example/p.gif\" alt=\"logo\">", "[logo]")]
    [InlineData("<img src=\"cid:a@b\" width=10 srcset=\"https://x\">", "<img src=\"cid:a@b\" width=\"10\">")]
    [InlineData("<img src=\"data:image/svg+xml;base64,AAAA\">", "")]
    [InlineData("<img src=\"data:image/png;base64,AAAA\">", "<img src=\"data:image/png;base64,AAAA\">")]
    [InlineData("<svg><script>alert(1)</script></svg><math><mi>x</mi></math>a", "a")]
    [InlineData("<form action=x><input value=1>text</form>", "text")]
    [InlineData("<iframe srcdoc=x></iframe><object data=x></object><base href=x><meta http-equiv=refresh>a", "a")]
    [InlineData("<unknown-thing>a</unknown-thing>", "a")]
    [InlineData("<p style=\"color:red;position:fixed;background-color:rgb(1, 2, 3);width:expression(x)\">a</p>", "<p style=\"color:red;background-color:rgb(1, 2, 3)\">a</p>")]
    [InlineData("<p style=\"background-color:url(https://x)\">a</p>", "<p>a</p>")]
    [InlineData("<p style=\"color:\\72 ed\">a</p>", "<p>a</p>")]
    [InlineData("<p style=\"margin-top:-500px\">a</p>", "<p>a</p>")]
    [InlineData("<p id=x class=y name=z data-a=b>a</p>", "<p>a</p>")]
    [InlineData("<p title='\"><script>x</script>'>a</p>", "<p title=\"&quot;&gt;&lt;script&gt;x&lt;/script&gt;\">a</p>")]
    [InlineData("a &lt;script&gt; b", "a &lt;script&gt; b")]
    [InlineData("<!--[if mso]><p>x</p><![endif]-->a", "a")]
    [InlineData("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>a", "<p title=\"&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;\">a</p>")]
    [InlineData("<table><tr><td bgcolor=red>a</td></tr></table>", "<table><tbody><tr><td bgcolor=\"red\">a</td></tr></tbody></table>")]
    public void HE1_Only_what_is_known_to_be_harmless_is_written(string html, string clean) => Assert.Equal(clean, MailHtml.Clean(html));

    [Fact]
    public void Cleaning_what_is_clean_changes_nothing()
    {
        const string Html = "<div style=\"color:red\"><a href=\"https://example.com/\">a &amp; b</a><br><img src=\"cid:x\" alt=\"&quot;\"></div>";

        Assert.Equal(MailHtml.Clean(Html), MailHtml.Clean(MailHtml.Clean(Html)));
    }

    [Fact]
    public void Pictures_get_the_address_they_are_given_and_no_other()
    {
        Assert.Equal("<img src=\"/files/1\">", MailHtml.Clean("<img src=\"cid:a\">", source => source == "cid:a" ? "/files/1" : null));
        Assert.Equal("", MailHtml.Clean("<img src=\"cid:b\">", _ => "javascript:alert(1)"));
        Assert.Equal("", MailHtml.Clean("<img src=\"cid:b\">", _ => "//other.example/x"));
    }

    [Fact]
    public void HE1_HTML_that_is_too_deep_or_too_long_is_given_as_text()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 5_000)) + "words <b>here</b>";
        var unclosed = string.Concat(Enumerable.Range(0, 400).Select(i => $"<font color={i}>")) + string.Concat(Enumerable.Repeat("<p>x", 50_000));
        var sly = string.Concat(Enumerable.Repeat("<div></b>", 5_000)) + "words";

        Assert.Equal("<div style=\"white-space:pre-wrap\">words here</div>", MailHtml.Clean(deep));
        Assert.StartsWith("<div style=\"white-space:pre-wrap\">x", MailHtml.Clean(unclosed), StringComparison.Ordinal);
        Assert.Equal("<div style=\"white-space:pre-wrap\">words</div>", MailHtml.Clean(sly));
        Assert.StartsWith("<div style=\"white-space:pre-wrap\">&lt;", MailHtml.Clean("&lt;<p>" + new string('x', MailHtml.MostCharacters)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\n\ntwo")]
    [InlineData("a<br>b<br><br>c", "a\nb\n\nc")]
    [InlineData("<ul><li>a<li>b</ul>", "- a\n- b")]
    [InlineData("<blockquote>a<blockquote>b</blockquote></blockquote>c", "> a\n> > b\nc")]
    [InlineData("<a href=\"https://example.com/x\">here</a>", "here <https://example.com/x>")]
    [InlineData("<a href=\"https://example.com/\">https://example.com</a>", "https://example.com")]
    [InlineData("<a href=\"mailto:a@example.com\">a@example.com</a>", "a@example.com")]
    [InlineData("<head><title>t</title><style>x</style></head><body>a<script>b</script></body>", "a")]
    [InlineData("<div style=\"display: none\">preview</div>words", "words")]
    [InlineData("<div style=\"display:none\">never closed, all of it", "never closed, all of it")]
    [InlineData("a&nbsp;&amp;&#x3042;", "a &あ")]
    [InlineData("<pre>a\n  b</pre>c", "a\n  b\nc")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc")]
    [InlineData("<img alt=\"logo\" src=x>", "[logo]")]
    [InlineData("  \n <p> spaced \n out </p> ", "spaced out")]
    public void HTML_reads_as_text(string html, string text) => Assert.Equal(text, HtmlToText.Convert(html));
}
