using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Hub.Server.Conversations.WebChat;
using Hub.Server.Platform.Web;
using Hub.Server.Tests.Conversations.Live;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>What a visitor, a site or somebody else's page must not be able to do with the web chat.</summary>
public sealed class VisitorSecurityTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task WI1_Only_a_token_the_site_has_signed_makes_a_visitor_verified_everything_else_stays_anonymous()
    {
        var now = VisitorTokens.Now;
        object claims = new { sub = "alice", exp = now + 3600 };
        var hs = new { alg = "HS256", typ = "JWT" };
        var good = VisitorTokens.Create(hs, claims);
        using (var alice = await VisitorClient.StartAsync(hub, good))
        {
            Assert.True(alice.Session.GetProperty("visitor").GetProperty("verified").GetBoolean());
        }

        var parts = good.Split('.');
        var bad = new Dictionary<string, string>
        {
            ["alg none"] = $"{VisitorTokens.Part(new { alg = "none" })}.{parts[1]}.",
            ["alg none, signed"] = VisitorTokens.Create(new { alg = "none" }, claims),
            ["RS256 header over an HMAC"] = VisitorTokens.Create(new { alg = "RS256" }, claims),
            ["alg in another case"] = VisitorTokens.Create(new { alg = "hs256" }, claims),
            ["alg is a list"] = VisitorTokens.Create(new { alg = new[] { "HS256" } }, claims),
            ["no alg"] = VisitorTokens.Create(new { typ = "JWT" }, claims),
            ["another secret"] = VisitorTokens.Create(hs, claims, "another-secret-of-16"),
            ["empty secret"] = VisitorTokens.Create(hs, claims, ""),
            ["expired"] = VisitorTokens.Create(hs, new { sub = "alice", exp = now - 1 }),
            ["too long"] = VisitorTokens.Create(hs, new { sub = "alice", exp = now + 90_000 }),
            ["for ever"] = VisitorTokens.Create(hs, new { sub = "alice", exp = long.MaxValue }),
            ["no exp"] = VisitorTokens.Create(hs, new { sub = "alice" }),
            ["exp is text"] = VisitorTokens.Create(hs, new { sub = "alice", exp = "never" }),
            ["no sub"] = VisitorTokens.Create(hs, new { exp = now + 60 }),
            ["sub is a number"] = VisitorTokens.Create(hs, new { sub = 7, exp = now + 60 }),
            ["empty sub"] = VisitorTokens.Create(hs, new { sub = " ", exp = now + 60 }),
            ["control in sub"] = VisitorTokens.Create(hs, new { sub = "alice\u0000", exp = now + 60 }),
            ["payload changed"] = $"{parts[0]}.{VisitorTokens.Part(new { sub = "bob", exp = now + 60 })}.{parts[2]}",
            ["signature cut"] = good[..^4],
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["no token"] = "alice",
            ["not an object"] = VisitorTokens.Create(hs, new[] { 1 }),
            ["huge"] = VisitorTokens.Create(hs, new { sub = "alice", exp = now + 60, more = new string('x', 5000) }),
        };
        foreach (var (why, token) in bad)
        {
            Assert.True(VisitorIdentity.Verify(token, VisitorTokens.Secret, TimeProvider.System.GetUtcNow()) is null, why);
        }

        Assert.Null(VisitorIdentity.Verify(VisitorTokens.Create(hs, claims, ""), "", TimeProvider.System.GetUtcNow()));
        Assert.Null(VisitorIdentity.Verify(VisitorTokens.Create(hs, claims, ""), null, TimeProvider.System.GetUtcNow()));
        Assert.Null(VisitorIdentity.Verify(VisitorTokens.Create(hs, claims, "short"), "short", TimeProvider.System.GetUtcNow()));
        using var anonymous = await VisitorClient.StartAsync(hub, bad["alg none"]);
        Assert.False(anonymous.Session.GetProperty("visitor").GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task WI2_One_subject_is_one_visitor_and_a_similar_one_is_another()
    {
        using var alice = await VisitorClient.StartAsync(hub, VisitorTokens.For("alice@shop.test"));
        using var again = await VisitorClient.StartAsync(hub, VisitorTokens.For("alice@shop.test"));
        Assert.Equal(alice.IdentityId, again.IdentityId);
        Assert.NotEqual(alice.Token, again.Token);
        foreach (var similar in new[] { "Alice@shop.test", "alice@shop.test ", "ａlice@shop.test", "alice@shop.tes" })
        {
            using var other = await VisitorClient.StartAsync(hub, VisitorTokens.For(similar));
            Assert.NotEqual(alice.IdentityId, other.IdentityId);
        }
    }

    [Fact]
    public async Task WI10_A_token_planted_before_signing_in_reads_nothing_of_what_is_written_after()
    {
        using var attacker = await VisitorClient.StartAsync(hub);
        await attacker.SayAsync("planted");
        await attacker.ConversationAsync();
        using var victim = new VisitorClient(hub, "web-demo") { Token = attacker.Token };
        await victim.StartAsync(VisitorTokens.For("victim"));
        Assert.NotEqual(attacker.Token, victim.Token);
        Assert.Empty(victim.Session.GetProperty("messages").EnumerateArray());
        await victim.SayAsync("my order number is 1");
        await victim.ConversationAsync();

        Assert.Equal(["planted"], (await attacker.MessagesAsync()).Select(message => message.GetProperty("content").GetProperty("body").GetString()));
        await using var live = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/visitor"));
        var joined = await live.InvokeAsync("Join", new { site = "web-demo", token = attacker.Token });
        Assert.DoesNotContain(victim.IdentityId.ToString(), joined.GetProperty("group").GetString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync("Join", new { site = "web-demo", token = victim.Token })); // once per connection
    }

    [Fact]
    public async Task WI3_WI4_A_visitors_token_is_good_for_its_own_site_and_nothing_else()
    {
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "web-other",
            channel = "webchat",
            name = "Other",
            settings = new Dictionary<string, string>(),
            secrets = new Dictionary<string, string>(),
        })).Is(HttpStatusCode.Created);
        using var visitor = await VisitorClient.StartAsync(hub);
        var id = await visitor.SayAsync("hello");
        using var elsewhere = new VisitorClient(hub, "web-other") { Token = visitor.Token };
        (await elsewhere.SendAsync("GET", "messages")).Is(HttpStatusCode.Unauthorized);
        foreach (var path in new[] { "/api/conversations", "/api/session", "/api/agents", $"/api/conversations/{await visitor.ConversationAsync()}" })
        {
            foreach (var scheme in new[] { "Visitor ", "Bearer ", "Bearer hub_" })
            {
                using var http = hub.CreateClient();
                http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", scheme + visitor.Token);
                Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
            }
        }

        // Where agents look, it is not to be found; and the database has only its hash.
        var detail = await hub.Admin.SendAsync("GET", $"/api/conversations/{await visitor.ConversationAsync()}");
        Assert.DoesNotContain(visitor.Token, detail.Text, StringComparison.Ordinal);
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.visitor v WHERE position($1 IN v::text) > 0", visitor.Token));
        Assert.NotEqual(Guid.Empty, id);
    }

    [Fact]
    public async Task WI7_WI8_What_a_visitor_claims_beyond_words_and_files_is_ignored()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        (await visitor.PostAsync("messages", new
        {
            id = Guid.CreateVersion7(),
            text = "<script>alert(1)</script>",
            kind = "note",
            @private = true,
            sender = new { type = "agent" },
            from = "agent",
            conversationId = Guid.CreateVersion7(),
            url = "javascript:alert(1)",
        })).Is(HttpStatusCode.Accepted);
        var message = (await hub.MessagesAsync(hub.Admin, await visitor.ConversationAsync())).Single();
        Assert.Equal("inbound", message.GetProperty("kind").GetString());
        Assert.Equal("customer", message.GetProperty("sender").GetProperty("type").GetString());
        Assert.Equal("<script>alert(1)</script>", message.GetProperty("content").GetProperty("body").GetString());
        Assert.DoesNotContain("javascript:", message.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("visitor", (await visitor.MessagesAsync()).Single().GetProperty("from").GetString());
    }

    [Fact]
    public async Task WI4_A_token_in_an_address_opens_nothing_so_that_none_needs_to_stand_in_one()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello");
        await visitor.ConversationAsync();
        using var nobody = new VisitorClient(hub, "web-demo");
        foreach (var name in new[] { "token", "access_token", "authorization", "visitor" })
        {
            (await nobody.SendAsync("GET", $"messages?{name}={visitor.Token}")).Is(HttpStatusCode.Unauthorized, "unknown_visitor");
            await using var live = await LiveSocket.ConnectAsync(new Uri(hub.Address, $"/hubs/visitor?{name}={visitor.Token}"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync("Join", new { site = "web-demo", token = "" }));
        }

        // What comes back to the page holds it once, where it is given; files and pictures are reached by links of their own.
        Assert.DoesNotContain(visitor.Token, (await visitor.SendAsync("GET", "messages")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WI8_The_page_a_visitor_says_to_come_from_reaches_no_desk_and_nothing_that_is_kept()
    {
        using var visitor = new VisitorClient(hub, "web-demo");
        var started = (await visitor.PostAsync("session", new { language = "en", pageUrl = "javascript:alert('wi8-page')", referrer = "\"><img src=x onerror=alert('wi8-referrer')>" })).Is(HttpStatusCode.OK);
        visitor.Token = started.Json.GetProperty("token").GetString()!;
        await visitor.StartAsync();
        await visitor.SayAsync("hello");
        var conversation = await visitor.ConversationAsync();
        var detail = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK);
        var customer = detail.Json.GetProperty("customer").GetProperty("id").GetGuid();
        var shown = new List<string> { started.Text, detail.Text };
        foreach (var path in new[] { $"/api/conversations/{conversation}/messages", $"/api/customers/{customer}", $"/api/customers/{customer}/timeline" })
        {
            shown.Add((await hub.Admin.SendAsync("GET", path)).Is(HttpStatusCode.OK).Text);
        }

        Assert.All(shown, text => Assert.DoesNotContain("wi8-", text, StringComparison.Ordinal));
        Assert.Empty(await Sensitive.Traces.OfAsync(hub, "wi8-"));
    }

    [Theory]
    [InlineData("https://shop.test", true)]
    [InlineData("https://SHOP.test", true)]
    [InlineData("", true)]
    [InlineData("self", true)]
    [InlineData("http://shop.test", false)]
    [InlineData("https://shop.test.evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    public async Task WI6_HD5_Pages_of_the_hub_and_of_the_site_may_use_the_chat_and_no_others(string origin, bool may)
    {
        origin = origin == "self" ? hub.Address.GetLeftPart(UriPartial.Authority) : origin;
        using var visitor = new VisitorClient(hub, "web-demo");
        var answer = await visitor.PostAsync("session", new { language = "en" }, request => request.Headers.TryAddWithoutValidation("Origin", origin));
        answer.Is(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, may ? null : "origin_not_allowed");

        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin.Length == 0 ? null : origin);
        var connecting = socket.ConnectAsync(new UriBuilder(new Uri(hub.Address, "/hubs/visitor")) { Scheme = "ws" }.Uri, CancellationToken.None);
        if (may)
        {
            await connecting;
        }
        else
        {
            await Assert.ThrowsAsync<WebSocketException>(() => connecting);
            Assert.Equal(HttpStatusCode.Forbidden, socket.HttpStatusCode);
        }
    }

    [Fact]
    public async Task WI6_Another_sites_page_gets_a_socket_but_may_not_join_this_site()
    {
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "web-third",
            channel = "webchat",
            name = "Third",
            secrets = new Dictionary<string, string>(),
            settings = new Dictionary<string, string> { ["allowedOrigins"] = "https://third.test" },
        })).Is(HttpStatusCode.Created);
        using var visitor = await VisitorClient.StartAsync(hub);
        await using var live = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/visitor"), options => options.SetRequestHeader("Origin", "https://third.test"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync("Join", new { site = "web-demo", token = visitor.Token }));
    }

    [Fact]
    public async Task WI6_The_chat_may_be_framed_by_the_site_and_an_unknown_site_by_nobody()
    {
        var ancestors = hub.Services.GetRequiredService<FrameAncestors>();
        Assert.Equal("'self' https://shop.test", await ancestors("web-demo", CancellationToken.None));
        Assert.Null(await ancestors("no-such-site", CancellationToken.None));
        Assert.Null(await ancestors("line-demo", CancellationToken.None));
        (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = "web-odd",
            channel = "webchat",
            name = "Odd",
            secrets = new Dictionary<string, string>(),
            settings = new Dictionary<string, string> { ["allowedOrigins"] = "*, https://*.shop.test, https://a.test; script-src *, https://b.test/path, javascript:x, https://good.test:8443" },
        })).Is(HttpStatusCode.Created);
        Assert.Equal("'self' https://good.test:8443", await ancestors("web-odd", CancellationToken.None));
        var policy = SecurityHeaders.ChatPolicy(new Microsoft.AspNetCore.Http.HostString("hub.test"), "'self' https://shop.test");
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.EndsWith("frame-ancestors 'self' https://shop.test; base-uri 'none'; form-action 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_desks_cookie_beside_it_neither_helps_nor_hinders_a_visitor()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        void Cookie(HttpRequestMessage request)
        {
            request.Headers.Add("Cookie", hub.Admin.Cookie);
            request.Headers.Add("Origin", "https://shop.test");
            request.Headers.Add("Sec-Fetch-Site", "same-site");
        }

        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "hello" }, Cookie)).Is(HttpStatusCode.Accepted);
        (await visitor.SendAsync("POST", "uploads", null, request =>
        {
            Cookie(request);
            request.Content = new ByteArrayContent([1]);
            request.Headers.Add("X-File-Name", "a.bin");
        })).Is(HttpStatusCode.Created);
        using var nobody = new VisitorClient(hub, "web-demo");
        (await nobody.SendAsync("GET", "messages", null, Cookie)).Is(HttpStatusCode.Unauthorized);
        await using var live = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/visitor"), options =>
        {
            options.SetRequestHeader("Cookie", hub.Admin.Cookie);
            options.SetRequestHeader("Origin", "https://shop.test");
            options.SetRequestHeader("Sec-Fetch-Site", "same-site");
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync("Join", new { site = "web-demo", token = "" }));
        await live.InvokeAsync("Join", new { site = "web-demo", token = visitor.Token });
    }

    [Fact]
    public async Task RL1_A_script_is_slowed_down_and_told_when_to_come_back()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        var messages = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = $"{n}" })));
        var slowed = messages.Where(answer => answer.Status == HttpStatusCode.TooManyRequests).ToList();
        Assert.InRange(slowed.Count, 10, 20);
        Assert.All(slowed, answer => Assert.Equal(("slow_down", 5), (answer.Code, answer.RetryAfter)));
        var reads = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => visitor.PostAsync("read", new { upTo = 1 })));
        Assert.Contains(reads, answer => answer.Status == HttpStatusCode.TooManyRequests);
        using var other = await VisitorClient.StartAsync(hub);
        await other.SayAsync("I am somebody else");
    }

    [Fact]
    public async Task HD8_A_visitors_connection_hears_nothing_before_it_has_said_who_it_is()
    {
        await using var live = await LiveSocket.ConnectAsync(new Uri(hub.Address, "/hubs/visitor"));
        await live.InvokeAsync("Typing", true);
        foreach (var method in new[] { "Open", "Resume", "Close", "JoinGroup", "Subscribe" })
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => live.InvokeAsync(method, Guid.CreateVersion7()));
        }

        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("private");
        await visitor.ConversationAsync();
        Assert.False(live.Calls.TryPeek(out _));
    }
}
