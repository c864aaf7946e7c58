using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Server.Platform.Web;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class WebTests(WebTests.Site site) : IClassFixture<WebTests.Site>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/nothing")]
    [InlineData("/livez")]
    [InlineData("/api/test/fails")]
    public async Task HD1_HD2_Every_answer_carries_the_security_headers(string path)
    {
        using var answer = await GetAsync(path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"ws://{site.Address.Authority}", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("GET", "/api/nothing", null, 404, "not_found")]
    [InlineData("GET", "/webhooks/nothing", null, 404, "not_found")]
    [InlineData("GET", "/hubs/nothing", null, 404, "not_found")]
    [InlineData("GET", "/widget/nothing", null, 404, "not_found")]
    [InlineData("GET", "/widget/chat?site=unknown", null, 404, "not_found")]
    [InlineData("GET", "/widget/assets/..%2f..%2fdesk%2findex.html", null, 404, "not_found")]
    [InlineData("GET", "/assets/gone.js", null, 404, "not_found")]
    [InlineData("GET", "/favicon.gone", null, 404, "not_found")]
    [InlineData("POST", "/conversations", "{}", 404, "not_found")]
    [InlineData("GET", "/api/test/echo", null, 405, "method_not_allowed")]
    [InlineData("POST", "/api/test/echo", "{", 400, "bad_request")]
    [InlineData("POST", "/api/test/echo", "text", 415, "unsupported_media_type")]
    [InlineData("GET", "/api/test/fails", null, 500, "internal_error")]
    [InlineData("GET", "/api/test/away", null, 503, "unavailable")]
    public async Task Errors_are_problem_details_with_a_stable_code(string method, string path, string? body, int status, string code)
    {
        using var client = site.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, body == "text" ? "text/plain" : "application/json");
        }

        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain("canary", problem.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_over_the_limit_is_refused_as_too_large()
    {
        using var client = site.CreateClient();
        using var answer = await client.PostAsJsonAsync("/api/test/echo", new { color = new string('x', 2 << 20) }, Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("too_large", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Enums_travel_as_camel_case_words()
    {
        using var client = site.CreateClient();
        using var answer = await client.PostAsJsonAsync("/api/test/echo", new { color = "darkBlue" }, Stop);

        Assert.Equal("""{"color":"darkBlue"}""", await answer.Content.ReadAsStringAsync(Stop));
    }

    [Theory]
    [InlineData("/", "desk page", "no-cache")]
    [InlineData("/conversations/7", "desk page", "no-cache")]
    [InlineData("/assets/app-1a2b.js", "desk script", "public, max-age=31536000, immutable")]
    [InlineData("/widget/assets/chat-1a2b.js", "chat script", "public, max-age=31536000, immutable")]
    [InlineData("/widget.js", "loader", "public, max-age=300")]
    [InlineData("/widget/chat?site=web-demo", "chat page", "no-cache")]
    public async Task Built_files_are_served_and_kept_as_long_as_their_name_allows(string path, string content, string caching)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(content, await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal(caching, Assert.Single(answer.Headers.GetValues("Cache-Control")));
    }

    [Theory]
    [InlineData("br, gzip", "br", "in brotli")]
    [InlineData("gzip, deflate", "gzip", "in gzip")]
    [InlineData("br;q=0, gzip", "gzip", "in gzip")]
    [InlineData("identity", null, "desk script")]
    public async Task Compressed_file_is_chosen_by_what_the_browser_takes(string accepted, string? encoding, string content)
    {
        using var answer = await GetAsync("/assets/app-1a2b.js", ("Accept-Encoding", accepted));

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(content, await answer.Content.ReadAsStringAsync(Stop));
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
    }

    [Fact]
    public async Task Known_page_is_answered_without_a_body()
    {
        using var first = await GetAsync("/");
        using var again = await GetAsync("/", ("If-None-Match", first.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task Chat_page_may_be_framed_by_the_sites_origins_only()
    {
        using var answer = await GetAsync("/widget/chat?site=web-demo");

        Assert.Contains("frame-ancestors https://shop.test;", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HD2_Over_https_browsers_are_told_to_stay_there()
    {
        await using var secure = await HubFixture.StartAsync([new("Hub:PublicUrl", "https://hub.example")]);
        using var client = secure.CreateClient();
        using var answer = await client.GetAsync(new Uri("/livez", UriKind.Relative), Stop);
        Assert.Equal("max-age=31536000", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
        using var plain = await GetAsync("/livez");
        Assert.False(plain.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("https://evil.example")]
    [InlineData("http://127.0.0.1.evil.example")]
    [InlineData("https://notshop.test")]
    public async Task HD3_No_other_origin_is_ever_let_read_an_answer(string origin)
    {
        foreach (var (method, path) in new[] { ("GET", "/"), ("GET", "/api/session"), ("OPTIONS", "/api/session"), ("OPTIONS", "/api/conversations"), ("GET", "/widget.js"), ("OPTIONS", "/widget/api/web-demo/session"), ("OPTIONS", "/hubs/desk") })
        {
            using var client = site.CreateClient();
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation("Origin", origin);
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
            using var answer = await client.SendAsync(request, Stop);
            Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("DEBUG")]
    [InlineData("PROPFIND")]
    [InlineData("GETX")]
    public async Task HD11_Verbs_nobody_uses_are_refused_and_echo_nothing(string verb)
    {
        foreach (var path in new[] { "/", "/api/session", "/livez", "/widget.js", "/webhooks/line/line-demo" })
        {
            using var client = site.CreateClient();
            using var request = new HttpRequestMessage(new HttpMethod(verb), path);
            request.Headers.TryAddWithoutValidation("X-Canary", "canary");
            using var answer = await client.SendAsync(request, Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound or HttpStatusCode.Unauthorized, $"{verb} {path}: {answer.StatusCode}");
            Assert.DoesNotContain("canary", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task SE7_No_answer_of_the_api_is_kept_by_the_browser()
    {
        using var answer = await GetAsync("/api/session");
        Assert.True(answer.Headers.CacheControl!.NoStore);
        using var page = await GetAsync("/");
        Assert.False(page.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Demo_refuses_names_that_are_not_of_this_machine()
    {
        await using var demo = await HubFixture.StartAsync([new("Hub:Demo", "true")]);
        using var client = demo.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { Host = "rebound.example" } };

        using var answer = await client.SendAsync(request, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var client = site.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, Stop);
    }

    public enum Color
    {
        Red,
        DarkBlue,
    }

    public sealed record Paint(Color Color);

    public sealed class Site : HubFixture
    {
        public override async ValueTask InitializeAsync()
        {
            var root = TestFolders.New("www");
            foreach (var (name, content) in new[]
            {
                ("desk/index.html", "desk page"), ("desk/assets/app-1a2b.js", "desk script"), ("desk/assets/app-1a2b.js.br", "in brotli"), ("desk/assets/app-1a2b.js.gz", "in gzip"),
                ("widget/widget.js", "loader"), ("widget/chat/index.html", "chat page"), ("widget/assets/chat-1a2b.js", "chat script"),
            })
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, name))!);
                await File.WriteAllTextAsync(Path.Combine(root, name), content);
            }

            Settings["webroot"] = root;
            Settings["Logging:LogLevel:Default"] = "None";
            Adjust = builder => builder.Services.AddSingleton<FrameAncestors>((name, _) => ValueTask.FromResult(name == "web-demo" ? "https://shop.test" : null));
            Map = app =>
            {
                app.MapPost("/api/test/echo", (Paint paint) => TypedResults.Ok(paint)).AllowAnonymous();
                app.MapGet("/api/test/fails", IResult () => throw new InvalidOperationException("canary")).AllowAnonymous();
                app.MapGet("/api/test/away", IResult () => throw new NpgsqlException("canary", new TimeoutException())).AllowAnonymous();
            };
            await base.InitializeAsync();
        }
    }
}
