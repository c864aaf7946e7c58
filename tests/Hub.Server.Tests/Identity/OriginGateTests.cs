using System.Net;
using System.Text;
using Hub.Server.Identity;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Hub.Server.Tests.Identity;

public sealed class OriginGateTests(RunningHub hub) : IClassFixture<RunningHub>
{
    [Fact]
    public async Task HD4_Every_write_with_the_cookie_needs_our_own_page()
    {
        using var browser = await hub.SignedInAsync("admin");
        var writes = EndpointRules.Of(hub.Endpoints).Where(route => route.Method is not ("GET" or "HEAD" or "OPTIONS")
            && !route.Pattern.StartsWith("/widget/", StringComparison.Ordinal)).ToList(); // the cookie means nothing there: a visitor has a token, the page behind a letter its signed link
        Assert.NotEmpty(writes);

        foreach (var write in writes)
        {
            (await browser.SendAsync(write.Method, write.SamplePath, new { }, From("cross-site", null))).Is(HttpStatusCode.Forbidden, "cross_origin");
            (await browser.SendAsync(write.Method, write.SamplePath, new { }, From("same-site", RunningHub.PublicUrl))).Is(HttpStatusCode.Forbidden, "cross_origin");
            (await browser.SendAsync(write.Method, write.SamplePath, new { }, From(null, null))).Is(HttpStatusCode.Forbidden, "cross_origin");
            (await browser.SendAsync(write.Method, write.SamplePath, new { }, From(null, "https://evil.example"))).Is(HttpStatusCode.Forbidden, "cross_origin");
        }

        (await browser.SendAsync("GET", "/api/session")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://hub.test", true)]
    [InlineData("https://hub.test", false)]
    [InlineData("http://hub.test:8080", false)]
    [InlineData("http://hub.test.evil.example", false)]
    [InlineData("http://evil-hub.test", false)]
    [InlineData("http://hub.test/", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public async Task HD4_Without_fetch_metadata_the_origin_must_be_the_public_address(string origin, bool passes)
    {
        using var browser = await hub.SignedInAsync("agent");

        var answer = await browser.SendAsync("PUT", "/api/session/preferences", new { language = "en" }, From(null, origin));

        answer.Is(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, passes ? null : "cross_origin");
    }

    [Fact]
    public async Task HD4_Said_twice_is_not_said()
    {
        using var browser = await hub.SignedInAsync("agent");

        var answer = await browser.SendAsync("PUT", "/api/session/preferences", new { language = "en" }, request =>
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", "cross-site"));

        answer.Is(HttpStatusCode.Forbidden, "cross_origin");
    }

    [Fact]
    public async Task HD4_The_demo_may_be_opened_by_any_loopback_name_but_not_from_another_port()
    {
        var demo = await hub.StartNodeAsync("--Hub:Demo=true", "--Hub:PublicUrl=");
        using var browser = await hub.SignedInAsync(await hub.PersonAsync("agent"), demo);
        var port = browser.Address.Port;

        (await Write($"http://127.0.0.1:{port}", $"127.0.0.1:{port}")).Is(HttpStatusCode.OK);
        (await Write($"http://localhost:{port}", $"localhost:{port}")).Is(HttpStatusCode.OK);
        (await Write($"http://127.0.0.1:{port + 1}", $"127.0.0.1:{port}")).Is(HttpStatusCode.Forbidden, "cross_origin");
        Assert.NotEqual(HttpStatusCode.OK, (await Write("http://rebound.example", "rebound.example")).Status);

        Task<Answer> Write(string origin, string host) => browser.SendAsync("PUT", "/api/session/preferences", new { language = "en" }, request =>
        {
            From(null, origin)(request);
            request.Headers.Host = host;
        });
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task HD4_Bodies_that_a_form_can_send_are_refused(string? contentType)
    {
        using var browser = await hub.SignedInAsync("agent");
        foreach (var write in EndpointRules.Of(hub.Endpoints).Where(route => route.Method is "POST" or "PUT" && !route.Pattern.StartsWith("/widget/", StringComparison.Ordinal)))
        {
            var answer = await browser.SendAsync(write.Method, write.SamplePath, null, request =>
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"language":"en"}"""));
                if (contentType is not null)
                {
                    request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
                }
            });
            answer.Is(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    [Fact]
    public async Task HD4_An_upload_of_any_kind_passes_with_its_file_name()
    {
        var node = await hub.StartNodeAsync(app => app.MapPost("/test-upload", () => "stored").RequireSignedIn());
        using var browser = await hub.SignedInAsync(await hub.PersonAsync("agent"), node);

        (await Upload("picture.png")).Is(HttpStatusCode.OK);
        (await Upload(null)).Is(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");

        Task<Answer> Upload(string? name) => browser.SendAsync("POST", "/test-upload", null, request =>
        {
            request.Content = new ByteArrayContent([1, 2, 3]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "image/png");
            if (name is not null)
            {
                request.Headers.Add("X-File-Name", name);
            }
        });
    }

    [Theory]
    [InlineData(null, "https://evil.example", false)]
    [InlineData("cross-site", "https://evil.example", false)]
    [InlineData(null, null, false)]
    [InlineData(null, "http://hub.test", true)]
    [InlineData("same-origin", "http://hub.test", true)]
    public async Task HD5_An_upgrade_with_the_cookie_needs_our_own_page(string? site, string? origin, bool passes)
    {
        using var browser = await hub.SignedInAsync("agent");

        var answer = await browser.SendAsync("GET", "/api/session", null, request =>
        {
            From(site, origin)(request);
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new("websocket"));
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        });

        answer.Is(passes ? HttpStatusCode.OK : HttpStatusCode.Forbidden, passes ? null : "cross_origin");
    }

    [Fact]
    public async Task HD4_Another_site_cannot_sign_a_browser_in()
    {
        var person = await hub.PersonAsync("agent");
        using var browser = hub.Browser();

        (await browser.SendAsync("POST", "/api/session", new { email = person.Email, password = RunningHub.Password }, From("cross-site", null)))
            .Is(HttpStatusCode.Forbidden, "cross_origin");
        var asText = await browser.SendAsync("POST", "/api/session", null, request =>
            request.Content = new StringContent($$"""{"email":"{{person.Email}}","password":"{{RunningHub.Password}}"}""", Encoding.UTF8, "text/plain"));
        asText.Is(HttpStatusCode.UnsupportedMediaType);
        Assert.Null(asText.SetCookie);
    }

    [Fact]
    public async Task HD4_Tokens_and_programs_without_the_cookie_need_no_origin()
    {
        using var admin = await hub.SignedInAsync("admin");
        var token = (await admin.SendAsync("POST", "/api/tokens", new { name = "script" })).Is(HttpStatusCode.Created).Json.GetProperty("token").GetString();
        using var program = hub.Browser();
        program.Bearer = token;

        (await program.SendAsync("POST", "/api/teams", new { name = "By a program" }, From(null, null))).Is(HttpStatusCode.Created);
    }

    private static Action<HttpRequestMessage> From(string? site, string? origin) => request =>
    {
        request.Headers.Remove("Sec-Fetch-Site");
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }
    };
}
