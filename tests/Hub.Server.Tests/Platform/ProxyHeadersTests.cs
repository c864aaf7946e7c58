using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Hub.Server.Platform.Web;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class ProxyHeadersTests
{
    [Theory]
    [InlineData(null, "127.0.0.1 http")]
    [InlineData("10.1.2.3", "127.0.0.1 http")]
    [InlineData("127.0.0.0/8", "203.0.113.7 https")]
    public async Task RL5_Only_a_trusted_proxy_says_where_a_request_came_from(string? trusted, string expected)
    {
        await using var hub = await HubFixture.StartAsync(
            [new("Hub:TrustedProxies", trusted)],
            map: app => app.MapGet("/who", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}").AuthenticatesItself("a test"));
        using var client = hub.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who");
        request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await client.SendAsync(request);
        Assert.Equal(expected, (await response.Content.ReadAsStringAsync()).Replace("::ffff:", "", StringComparison.Ordinal));
    }
}
