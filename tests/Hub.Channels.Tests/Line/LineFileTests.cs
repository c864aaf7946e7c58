using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Hub.Channels.Line;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

public sealed class LineFileTests
{
    private static readonly byte[] _bytes = [.. Enumerable.Range(0, 200_000).Select(n => (byte)n)];

    [Fact]
    public async Task Content_is_fetched_from_the_data_host_with_its_type()
    {
        var provider = new ScriptedProvider().Answers(() => File(_bytes));
        using var destination = new MemoryStream();

        var outcome = await FetchAsync(provider, "content:550000000000000001", destination, _bytes.Length);

        Assert.Equal(new FetchOutcome(FetchStatus.Fetched, "image/jpeg"), outcome);
        Assert.Equal(_bytes, destination.ToArray());
        Assert.Equal(DataBase + "/v2/bot/message/550000000000000001/content", Assert.Single(provider.Seen).Url);
        Assert.Equal("Bearer long-lived-token", provider.Seen[0].Headers["Authorization"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_allowed_is_never_written(bool announced)
    {
        var provider = new ScriptedProvider().Answers(() => File(_bytes, announced));
        using var destination = new MemoryStream();

        Assert.Equal(FetchStatus.TooLarge, (await FetchAsync(provider, "content:1", destination, _bytes.Length - 1)).Status);
        Assert.True(destination.Length < _bytes.Length);
    }

    [Theory]
    [InlineData(202, FetchStatus.NotReady)]
    [InlineData(404, FetchStatus.Gone)]
    [InlineData(410, FetchStatus.Gone)]
    [InlineData(302, FetchStatus.Gone)]
    [InlineData(429, FetchStatus.Failed)]
    [InlineData(500, FetchStatus.Failed)]
    [InlineData(401, FetchStatus.Failed)]
    public async Task Every_status_has_its_outcome(int status, FetchStatus expected)
    {
        var provider = new ScriptedProvider().Answers(status, "{}", ("Retry-After", "7"));

        var outcome = await FetchAsync(provider, "content:1", Stream.Null, 10);

        Assert.Equal(expected, outcome.Status);
        Assert.Equal(status is 202 or 429 or 500 ? TimeSpan.FromSeconds(7) : null, outcome.RetryAfter);
    }

    [Theory]
    [InlineData("content:../../../v2/bot/info")]
    [InlineData("content:")]
    [InlineData("content:1/content/preview?x=")]
    [InlineData("external:http://img.example.com/a.jpg")]
    [InlineData("external:file:///etc/passwd")]
    [InlineData("upload:1")]
    [InlineData("")]
    public async Task A_reference_that_is_not_ours_calls_nobody(string reference) =>
        Assert.Equal(FetchStatus.Gone, (await FetchAsync(new ScriptedProvider(), reference, Stream.Null, 10)).Status);

    [Fact]
    public async Task Files_elsewhere_are_fetched_without_our_token()
    {
        var line = new ScriptedProvider();
        var external = new ScriptedProvider().Answers(() => File(_bytes));

        var outcome = await line.Adapter(external: external).FetchAttachmentAsync(
            LongLived, "external:https://img.example.com/a.jpg", Stream.Null, _bytes.Length, TestContext.Current.CancellationToken);

        Assert.Equal(FetchStatus.Fetched, outcome.Status);
        Assert.DoesNotContain("Authorization", Assert.Single(external.Seen).Headers.Keys);
        Assert.Empty(line.Seen);
    }

    [Fact]
    public async Task Files_at_an_address_of_our_own_network_are_not_fetched()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var unused = new ScriptedProvider().Client;

        var outcome = await new LineAdapter(unused, TimeProvider.System).FetchAttachmentAsync(
            LongLived, $"external:https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/a.jpg", Stream.Null, 10, TestContext.Current.CancellationToken);

        Assert.Equal(FetchStatus.Failed, outcome.Status);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task A_full_disk_is_not_taken_for_the_providers_fault()
    {
        var provider = new ScriptedProvider().Answers(() => File(_bytes));
        using var full = new MemoryStream(new byte[10]);

        await Assert.ThrowsAsync<NotSupportedException>(() => FetchAsync(provider, "content:1", full, _bytes.Length));
    }

    [Fact]
    public async Task A_transfer_that_breaks_off_is_tried_again()
    {
        var provider = new ScriptedProvider().Answers(() => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BreakingStream()) });

        Assert.Equal(new FetchOutcome(FetchStatus.Failed, Code: "connection_lost"), await FetchAsync(provider, "content:1", Stream.Null, 1000));
    }

    private static Task<FetchOutcome> FetchAsync(ScriptedProvider provider, string reference, Stream destination, long maxBytes) =>
        provider.Adapter(new ManualTime()).FetchAttachmentAsync(LongLived, reference, destination, maxBytes, TestContext.Current.CancellationToken);

    private static HttpResponseMessage File(byte[] bytes, bool announced = true)
    {
        var content = new StreamContent(announced ? new MemoryStream(bytes) : new ReadOnlyForward(bytes));
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }

    /// <summary>Cannot seek, so that no length is announced.</summary>
    private sealed class ReadOnlyForward(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _begun;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_begun)
            {
                throw new IOException("The connection was reset.");
            }

            _begun = true;
            return ValueTask.FromResult(Math.Min(100, buffer.Length));
        }
    }
}
