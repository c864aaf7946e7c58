using System.Net;
using System.Net.Http.Headers;
using Xunit;
using static Hub.Channels.Tests.Twilio.TwilioTestAccount;

namespace Hub.Channels.Tests.Twilio;

public sealed class TwilioFileTests
{
    private const string Media = ApiBase + "/2010-04-01/Accounts/" + Sid + "/Messages/MM01/Media/ME01";
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 100_000).Select(n => (byte)n)];

    [Fact]
    public async Task SR8_Credentials_go_to_the_provider_and_never_follow_a_redirect()
    {
        var provider = new ScriptedProvider().Answers(() => Redirect("https://storage.example/a/b.jpg"));
        var external = new ScriptedProvider().Answers(() => Redirect("https://storage-2.example/c.jpg")).Answers(() => File(_bytes));
        using var destination = new MemoryStream();

        var outcome = await FetchAsync("url:" + Media, provider, external, destination);

        Assert.Equal(new FetchOutcome(FetchStatus.Fetched, "image/jpeg"), outcome);
        Assert.Equal(_bytes, destination.ToArray());
        Assert.StartsWith("Basic ", provider.Seen[0].Headers["Authorization"], StringComparison.Ordinal);
        Assert.All(external.Seen, seen => Assert.DoesNotContain("Authorization", seen.Headers.Keys));
    }

    [Theory]
    [InlineData("https://evil.example/2010-04-01/Accounts/AC/Messages/MM/Media/ME")]
    [InlineData("https://api.twilio.test.evil.example/x")]
    [InlineData("http://api.twilio.test/x")]
    [InlineData("https://api.twilio.test:8443/x")]
    [InlineData("https://api.twilio.test@evil.example/x")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("file:///etc/passwd")]
    public async Task SR8_An_address_of_somebody_else_is_not_called_at_all(string address)
    {
        var (provider, external) = (new ScriptedProvider(), new ScriptedProvider());

        Assert.Equal(new FetchOutcome(FetchStatus.Gone, Code: "foreign_address"), await FetchAsync("url:" + address, provider, external, Stream.Null));
        Assert.Empty(provider.Seen);
        Assert.Empty(external.Seen);
    }

    [Theory]
    [InlineData("http://storage.example/a")]
    [InlineData("https://storage.example:8443/a")]
    [InlineData("ftp://storage.example/a")]
    public async Task SR8_A_redirect_leads_to_https_or_nowhere(string location) =>
        Assert.Equal(
            new FetchOutcome(FetchStatus.Gone, Code: "redirected"), await FetchAsync("url:" + Media, new ScriptedProvider().Answers(() => Redirect(location)), new ScriptedProvider(), Stream.Null));

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        var provider = new ScriptedProvider();
        Enumerable.Range(0, 4).ToList().ForEach(_ => provider.Answers(() => Redirect(Media)));

        Assert.Equal("redirected", (await FetchAsync("url:" + Media, provider, new ScriptedProvider(), Stream.Null)).Code);
        Assert.Equal(1, provider.Seen.Count(seen => seen.Headers.ContainsKey("Authorization")));
    }

    [Fact]
    public async Task A_file_of_a_listed_message_is_looked_up_first()
    {
        var provider = new ScriptedProvider()
            .Answers(200, $$"""{"media_list":[{"sid":"ME01","uri":"/2010-04-01/Accounts/{{Sid}}/Messages/MM01/Media/ME01.json"},{"sid":"ME02","uri":"/2010-04-01/Accounts/{{Sid}}/Messages/MM01/Media/ME02.json"}]}""")
            .Answers(() => File(_bytes));
        using var destination = new MemoryStream();

        Assert.Equal(FetchStatus.Fetched, (await FetchAsync("media:MM01/1", provider, new ScriptedProvider(), destination)).Status);
        Assert.Equal($"{ApiBase}/2010-04-01/Accounts/{Sid}/Messages/MM01/Media/ME02", provider.Seen[1].Url);
        Assert.Equal(FetchStatus.Gone, (await FetchAsync("media:MM01/7", new ScriptedProvider().Answers(200, """{"media_list":[]}"""), new ScriptedProvider(), Stream.Null)).Status);
    }

    [Theory]
    [InlineData("media:../x/1")]
    [InlineData("media:MM01")]
    [InlineData("media:MM01/-1")]
    [InlineData("content:1")]
    public async Task A_reference_that_was_never_ours_is_gone(string reference) =>
        Assert.Equal(FetchStatus.Gone, (await FetchAsync(reference, new ScriptedProvider(), new ScriptedProvider(), Stream.Null)).Status);

    [Theory]
    [InlineData(404, FetchStatus.Gone)]
    [InlineData(429, FetchStatus.Failed)]
    [InlineData(500, FetchStatus.Failed)]
    public async Task Every_status_has_its_outcome(int status, FetchStatus expected) =>
        Assert.Equal(expected, (await FetchAsync("url:" + Media, new ScriptedProvider().Answers(status), new ScriptedProvider(), Stream.Null)).Status);

    private static Task<FetchOutcome> FetchAsync(string reference, ScriptedProvider provider, ScriptedProvider external, Stream destination) =>
        provider.Adapter(external: external).FetchAttachmentAsync(Account, reference, destination, 1_000_000, TestContext.Current.CancellationToken);

    private static HttpResponseMessage Redirect(string to)
    {
        var response = new HttpResponseMessage(HttpStatusCode.TemporaryRedirect) { Content = new ByteArrayContent([]) };
        response.Headers.TryAddWithoutValidation("Location", to);
        return response;
    }

    private static HttpResponseMessage File(byte[] bytes) =>
        new(HttpStatusCode.OK) { Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } } };
}
