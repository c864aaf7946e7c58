using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Channels.Email;
using Xunit;

namespace Hub.Channels.Tests.Email;

public sealed class SendingDomainTests
{
    [Theory]
    [InlineData("v=spf1 include:_spf.example -all", "spf_ok")]
    [InlineData("v=spf1 redirect=_spf.example", "spf_ok")]
    [InlineData("v=spf1 +all", "spf_open")]
    [InlineData("v=spf1 mx", "spf_undecided")]
    [InlineData("some other text", "spf_missing")]
    [InlineData("v=spf1 -all|v=spf1 mx -all", "spf_several")]
    public async Task Spf_is_explained(string records, string code) => Assert.Equal(code, (await ExplainAsync(new() { ["shop.example"] = records.Split('|') }))[0].Code);

    [Fact]
    public async Task Dkim_and_dmarc_are_explained_and_silence_is_no_fault()
    {
        var good = await ExplainAsync(new() { ["s1._domainkey.shop.example"] = ["k=rsa; p=MIGf"], ["_dmarc.shop.example"] = ["v=DMARC1; p=reject"] }, "s1");
        Assert.Equal(["spf_missing", "dkim_ok", "dmarc_ok"], good.Select(finding => finding.Code));
        var weak = await ExplainAsync(new() { ["s1._domainkey.shop.example"] = ["v=DKIM1; p="], ["_dmarc.shop.example"] = ["v=DMARC1; p=none"] }, "s1");
        Assert.Equal(["spf_missing", "dkim_revoked", "dmarc_none"], weak.Select(finding => finding.Code));
        Assert.Equal(["spf_missing", "dkim_no_selector", "dmarc_missing"], (await ExplainAsync([])).Select(finding => finding.Code));
        Assert.All(await SendingDomain.ExplainAsync("shop.example", "s1", new Zone(null), TestContext.Current.CancellationToken), finding => Assert.Equal("dns_silent", finding.Code));
    }

    [Fact]
    public async Task A_name_is_asked_of_a_real_name_server_and_long_answers_come_whole()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var dns = new DnsText(new ManualTime(), [(IPEndPoint)server.Client.LocalEndPoint!]);
        var asking = dns.TextAsync("shop.example", TestContext.Current.CancellationToken);
        var question = await server.ReceiveAsync(TestContext.Current.CancellationToken);
        var parts = new[] { "v=spf1 ", new string('a', 200), " -all" };
        byte[] text = [.. parts.SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.ASCII.GetBytes(part)])];
        byte[] answer = [.. question.Buffer[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. question.Buffer[12..], 0xC0, 0x0C, 0, 16, 0, 1, 0, 0, 0, 60, 0, (byte)text.Length, .. text];
        await server.SendAsync(new byte[] { 1, 2, 3 }, question.RemoteEndPoint, TestContext.Current.CancellationToken);
        await server.SendAsync(answer, question.RemoteEndPoint, TestContext.Current.CancellationToken);
        Assert.Equal([string.Concat(parts)], await asking);
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 0x82 })]
    [InlineData(new byte[] { 0x81, 0x80, 0, 1, 0, 9 })]
    public async Task A_server_that_fails_or_breaks_off_has_said_nothing(byte[] rest)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var asking = new DnsText(new ManualTime(), [(IPEndPoint)server.Client.LocalEndPoint!]).TextAsync("shop.example", TestContext.Current.CancellationToken);
        var question = await server.ReceiveAsync(TestContext.Current.CancellationToken);
        byte[] answer = [.. question.Buffer[..2], .. rest, .. new byte[Math.Max(0, 10 - rest.Length)], .. question.Buffer[12..]];
        await server.SendAsync(answer, question.RemoteEndPoint, TestContext.Current.CancellationToken);
        Assert.Null(await asking);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up_on()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var time = new ManualTime();
        var asking = new DnsText(time, [(IPEndPoint)server.Client.LocalEndPoint!]).TextAsync("shop.example", TestContext.Current.CancellationToken);
        await server.ReceiveAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await asking);
    }

    private static Task<IReadOnlyList<AccountFinding>> ExplainAsync(Dictionary<string, string[]> zone, string? selector = null) =>
        SendingDomain.ExplainAsync("shop.example", selector, new Zone(zone), TestContext.Current.CancellationToken);

    private sealed class Zone(Dictionary<string, string[]>? records) : ISendingDomain
    {
        public Task<IReadOnlyList<string>?> TextAsync(string name, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>?>(records is null ? null : records.GetValueOrDefault(name) ?? []);
    }
}
