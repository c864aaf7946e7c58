using System.Net;
using Hub.Server.Tests.Conversations.Live;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>What is asked for without measure, or written as no person would.</summary>
public sealed class LimitsTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task RL3_a_page_is_never_larger_than_the_hub_says_whatever_is_asked_for()
    {
        var desk = new LiveDesk(hub);
        await desk.EventsAsync([.. Enumerable.Range(0, 105).Select(n => LineWebhook.TextEvent($"Umany{n}", $"many-{n}", "one of many"))]);
        await hub.ConversationOfAsync("Umany104");
        await hub.SettledAsync();
        foreach (var (path, most) in new[] { ("/api/conversations?view=open", 100), ("/api/customers?", 100) })
        {
            foreach (var limit in new[] { "1000000000", "2147483647", "101" })
            {
                Assert.Equal(most, (await hub.Admin.SendAsync("GET", $"{path}&limit={limit}")).Is(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength());
            }

            foreach (var limit in new[] { "0", "-5" })
            {
                Assert.Equal(1, (await hub.Admin.SendAsync("GET", $"{path}&limit={limit}")).Is(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength());
            }
        }

        foreach (var path in Lists())
        {
            foreach (var limit in new[] { "1000000000", "2147483648", "1e9", "-2147483648", "x" })
            {
                var answer = await hub.Admin.SendAsync("GET", $"{path}?limit={limit}");
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path}?limit={limit}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task RL3_ten_thousand_ids_or_one_id_ten_thousand_times_are_refused_or_counted_once()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Too many");
        var many = Enumerable.Range(0, 10_000).Select(_ => Guid.CreateVersion7()).ToArray();
        var same = Enumerable.Repeat(many[0], 10_000).ToArray();
        var root = $"/api/conversations/{conversation}";
        foreach (var ids in new[] { many, same })
        {
            Refused(await hub.Admin.SendAsync("POST", $"{root}/notes", new { id = Guid.CreateVersion7(), text = "x", mentions = ids }));
            Refused(await hub.Admin.SendAsync("POST", $"{root}/messages", new { id = Guid.CreateVersion7(), text = "x", attachmentIds = ids }));
            Refused(await hub.Admin.SendAsync("POST", "/api/agents", new { email = "too.many@hub.test", name = "x", role = "agent", teamIds = ids }));
            Refused(await hub.Admin.SendAsync("POST", "/api/agents", new { email = "too.many@hub.test", name = "x", role = "agent", teamIds = Array.Empty<Guid>(), grants = ids.Select(id => new { role = "agent", teamId = id }) }));
            Refused(await hub.Admin.SendAsync("POST", "/api/live/catch-up", new { groups = ids.Select(id => new { group = $"conversation:{id}", after = 0 }) }));
        }

        Refused(await hub.Admin.SendAsync("PUT", $"{root}/tags", new { tags = many.Select(id => id.ToString()) }));
        Refused(await hub.Admin.SendAsync("POST", $"{root}/messages/1/redact", new { ranges = many.Select(_ => new { start = 0, length = 1 }), reason = "x" }));
        (await hub.Admin.SendAsync("PUT", $"{root}/tags", new { tags = same.Select(id => id.ToString()) })).Is(HttpStatusCode.OK);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT cardinality(tags)::bigint FROM conversations.conversation_head WHERE conversation_id = $1", conversation));

        static void Refused(Answer answer) => Assert.True((int)answer.Status is >= 400 and < 500, $"{(int)answer.Status} {answer.Text}");
    }

    [Fact]
    public async Task IN1_IN6_whatever_is_searched_filtered_or_sorted_by_is_found_or_refused_and_never_an_error_of_ours()
    {
        await hub.PersonWithConversationAsync("Searched");
        string[] nasty = ["'", "\"", "%", "_%_", "\\", "%00", "' OR 1=1 --", "'; DROP TABLE conversations.message; --", "((((", "a:* & !b | <->", "[", "{{", "*", "\uFFFF", "🍵", "9999-99-99", "-1", "0-00000000000000000000000000000000", new string('a', 5000), "%F0%9F"];
        foreach (var path in Lists())
        {
            foreach (var value in nasty)
            {
                var escaped = value is "%00" or "%F0%9F" ? value : Uri.EscapeDataString(value);
                foreach (var query in new[] { $"q={escaped}&view=all", $"cursor={escaped}", $"view={escaped}&action={escaped}", $"actor={escaped}&customer={escaped}&from={escaped}", $"conversationId={escaped}&language={escaped}" })
                {
                    var answer = await hub.Admin.SendAsync("GET", $"{path}?{query}");
                    Assert.True((int)answer.Status < 500, $"{path}?{query}: {answer.Status} {answer.Text}");
                }
            }
        }
    }

    [Fact]
    public async Task IN1_a_zero_character_in_what_is_written_is_refused_and_nothing_of_it_is_stored()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Zero");
        var customer = await hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);
        var root = $"/api/conversations/{conversation}";
        foreach (var (method, path, body) in new (string, string, object)[]
        {
            ("POST", $"{root}/messages", new { id = Guid.CreateVersion7(), text = "zero\0here" }),
            ("POST", $"{root}/notes", new { id = Guid.CreateVersion7(), text = "zero\0here" }),
            ("PUT", $"{root}/draft", new { kind = "reply", text = "zero\0here" }),
            ("PUT", $"{root}/tags", new { tags = new[] { "zero\0here" } }),
            ("POST", $"{root}/follow-ups", new { id = Guid.CreateVersion7(), dueAt = DateTimeOffset.UtcNow.AddHours(1), text = "zero\0here" }),
            ("POST", "/api/customers", new { id = Guid.CreateVersion7(), name = "zero\0here" }),
            ("PUT", $"/api/customers/{customer}", new { name = "zero\0here", tags = Array.Empty<string>(), version = 1 }),
            ("PUT", $"/api/customers/{customer}/caution", new { text = "zero\0here" }),
            ("POST", "/api/canned-replies", new { scope = "own", title = "zero\0here", bodyEn = "zero\0here" }),
            ("POST", "/api/brands", new { key = "zero-here", name = "zero\0here" }),
            ("POST", "/api/channel-accounts", new { key = "zero-here", channel = "webchat", name = "zero\0here" }),
            ("POST", "/api/tokens", new { name = "zero\0here" }),
            ("POST", "/api/agents", new { email = "zero@hub.test", name = "zero\0here", role = "agent", teamIds = Array.Empty<Guid>() }),
        })
        {
            var answer = await hub.Admin.SendAsync(method, path, body);
            Assert.True((int)answer.Status is >= 400 and < 500 || answer.Status == HttpStatusCode.Created && !answer.Text.Contains("zero\\u0000", StringComparison.Ordinal), $"{method} {path}: {(int)answer.Status} {answer.Text}");
        }

        Assert.Equal(1, (await hub.MessagesAsync(hub.Admin, conversation)).Count(message => message.GetProperty("kind").GetString() != "activity"));
    }

    private IEnumerable<string> Lists() => hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && route.RoutePattern.Parameters.Count == 0
            && route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
        .Select(route => route.RoutePattern.RawText!.TrimEnd('/')).Distinct();
}
