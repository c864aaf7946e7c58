using System.Net;
using System.Net.Sockets;
using Hub.Channels.Line;
using Hub.Testing;
using Xunit;

namespace Hub.Channels.Tests.Line;

/// <summary>Over real sockets: which faults of the network leave it open whether a message has arrived.</summary>
public sealed class LineNetworkTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("rt-1")]
    public async Task Without_a_connection_nothing_was_sent_and_both_ways_may_be_tried_again(string? replyToken)
    {
        Assert.Equal("not_connected", Assert.IsType<SendOutcome.Retry>(await SendAsync(TestPorts.Take(), replyToken)).Code);
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_is_none()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux leaves connections beyond the backlog unanswered.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog: 0);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var waiting = Enumerable.Range(0, 8).Select(_ => new TcpClient()).ToArray();
        _ = waiting.Select(c => c.ConnectAsync(IPAddress.Loopback, port)).ToArray();

        Assert.Equal("not_connected", Assert.IsType<SendOutcome.Retry>(await SendAsync(port, "rt-1", TimeSpan.FromSeconds(0.5))).Code);

        Array.ForEach(waiting, c => c.Dispose());
    }

    [Fact]
    public async Task A_reply_cut_off_after_the_request_is_unknown() =>
        Assert.Equal(new SendOutcome.Unknown("connection_lost"), await CutOffAsync("rt-1", ""));

    [Fact]
    public async Task A_push_cut_off_after_the_request_is_tried_again_under_the_same_key() =>
        Assert.Equal("connection_lost", Assert.IsType<SendOutcome.Retry>(await CutOffAsync(null, "")).Code);

    [Fact]
    public async Task A_reply_answered_with_nonsense_is_unknown() =>
        Assert.Equal(new SendOutcome.Unknown("connection_lost"), await CutOffAsync("rt-1", "no http at all\r\n\r\n"));

    [Fact]
    public async Task A_success_cut_off_within_its_body_is_a_success() =>
        Assert.Equal(new SendOutcome.Accepted(null), await CutOffAsync("rt-1", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"sent"));

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var outcome = await CutOffAsync(null, "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(new SendOutcome.Rejected("http_307"), outcome);
    }

    /// <summary>A server that reads one whole request, writes the given answer and hangs up.</summary>
    private static async Task<SendOutcome> CutOffAsync(string? replyToken, string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            var seen = "";
            var buffer = new byte[4096];
            while (!seen.EndsWith("]}", StringComparison.Ordinal))
            {
                seen += System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
            }

            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        var outcome = await SendAsync(((IPEndPoint)listener.LocalEndpoint).Port, replyToken);
        await serving;
        return outcome;
    }

    private static async Task<SendOutcome> SendAsync(int port, string? replyToken, TimeSpan? connectLimit = null)
    {
        using var client = ChannelHttpClient.Create(connectLimit ?? Eventually.Deadline);
        var account = LineTestAccount.LongLived with { Settings = new Dictionary<string, string> { ["apiBase"] = $"http://127.0.0.1:{port}" } };
        return await new LineAdapter(client, new ManualTime()).SendAsync(
            account, new OutboundMessage(Guid.Empty, LineTestAccount.User, "hello", []), new SendAttempt(Guid.Empty, replyToken, 1), TestContext.Current.CancellationToken);
    }
}
