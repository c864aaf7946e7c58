using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Server.Conversations;
using Hub.Server.Identity;
using Hub.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class AccessTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task AZ2_AZ3_AZ9_whoever_may_not_see_a_conversation_can_neither_read_list_count_nor_change_anything_of_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Ours"), await hub.TeamAsync("Theirs"));
        var (ownerId, owner) = await hub.PersonAsync("agent", ours);
        // May do everything that can be done to a conversation or customer, and sees neither this one nor what is unassigned.
        var mighty = (await hub.Admin.SendAsync("POST", "/api/roles", new { name = "Mighty elsewhere", permissions = Permissions.OfOneConversation.Except([Permissions.SeeAllConversations, Permissions.SeeUnassigned]) })).Is(HttpStatusCode.Created).Json.GetProperty("key").GetString()!;
        var (_, stranger) = await hub.PersonAsync(mighty, theirs);
        var user = await hub.PhoneAsync("Guarded");
        await hub.WriteAsync(user, new { type = "image" });
        var conversation = await hub.ConversationOfAsync(user);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId, teamId = ours })).Is(HttpStatusCode.OK);
        (await owner.SendAsync("PUT", $"/api/conversations/{conversation}/tags", new { tags = new[] { "only-ours" } })).Is(HttpStatusCode.OK);
        await Eventually.HoldsAsync(async () => (await hub.MessagesAsync(owner, conversation))[0].GetProperty("attachments")[0].GetProperty("state").GetString() == "stored");
        var file = (await hub.MessagesAsync(owner, conversation))[0].GetProperty("attachments")[0].GetProperty("id").GetGuid();
        var row = (await owner.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        var customer = row.GetProperty("customer").GetProperty("id").GetGuid();
        var identity = row.GetProperty("identity").GetProperty("id").GetGuid();
        var before = row.GetProperty("version").GetInt32();

        foreach (var (method, path, body) in Calls(conversation, customer, identity, file))
        {
            var refused = (await stranger.SendAsync(method, path, body)).Is(HttpStatusCode.NotFound);
            var nowhere = path.Replace(conversation.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal).Replace(customer.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
                .Replace(identity.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal).Replace(file.ToString(), Guid.CreateVersion7().ToString(), StringComparison.Ordinal);
            var missing = (await stranger.SendAsync(method, nowhere, body)).Is(HttpStatusCode.NotFound);
            Assert.Equal((missing.Code, missing.HeaderNames.Count), (refused.Code, refused.HeaderNames.Count));
            Assert.Equal(missing.Text.Length, refused.Text.Length);
        }

        foreach (var view in new[] { "mine", "unassigned", "open", "waiting", "snoozed", "resolved", "spam", "attention", "help" })
        {
            Assert.DoesNotContain(conversation.ToString(), (await stranger.SendAsync("GET", $"/api/conversations?limit=100&view={view}")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(customer.ToString(), (await stranger.SendAsync("GET", "/api/customers?limit=100")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(customer.ToString(), (await stranger.SendAsync("GET", "/api/customers?limit=100&q=Guarded")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("only-ours", (await stranger.SendAsync("GET", "/api/tags")).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        var open = (await stranger.SendAsync("GET", "/api/conversations?limit=100&view=open")).Json.GetProperty("items").GetArrayLength();
        Assert.Equal(open, (await stranger.SendAsync("GET", "/api/conversations/counts")).Is(HttpStatusCode.OK).Json.GetProperty("open").GetInt32());

        // Nothing was changed, drafted or written on the way.
        Assert.Equal(before, (await owner.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("version").GetInt32());
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.draft WHERE conversation_id = $1", conversation));
        foreach (var (method, path, _) in Calls(conversation, customer, identity, file).Where(call => call.Method == "GET" && !call.Path.Contains("picture", StringComparison.Ordinal) && !call.Path.EndsWith("/export", StringComparison.Ordinal)))
        {
            (await owner.SendAsync(method, path)).Is(HttpStatusCode.OK);
        }

        owner.Dispose();
        stranger.Dispose();
    }

    [Fact]
    public async Task A_note_goes_with_what_is_handed_over_also_when_whoever_wrote_it_no_longer_sees_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Givers"), await hub.TeamAsync("Takers"));
        using var giver = await hub.SignedInAsync("agent", ours);
        using var taker = await hub.SignedInAsync("agent", theirs);
        var (_, conversation) = await hub.PersonWithConversationAsync("Passed on");
        (await giver.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = theirs, version = 1_000_000, note = "never mind" })).Is(HttpStatusCode.Conflict, "conversation_changed");
        (await giver.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = theirs, note = "Card 4111 1111 1111 1111, call her back" })).Is(HttpStatusCode.OK);
        (await giver.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.NotFound);
        var notes = (await hub.MessagesAsync(taker, conversation)).Where(message => message.GetProperty("kind").GetString() == "note").ToList();
        var text = Assert.Single(notes).GetProperty("content").GetProperty("body").GetString()!;
        Assert.EndsWith("call her back", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", text, StringComparison.Ordinal);
        (await taker.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours, note = new string('x', 20_001) })).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_assignment_is_refused_when_somebody_else_was_quicker_but_not_because_the_customer_wrote()
    {
        var (aId, a) = await hub.PersonAsync("agent");
        var (bId, b) = await hub.PersonAsync("supervisor");
        var (user, conversation) = await hub.PersonWithConversationAsync("Wanted by two");
        var seen = (await a.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        var from = new { ownerId = (Guid?)null, teamId = seen.GetProperty("teamId") is { ValueKind: JsonValueKind.String } team ? team.GetGuid() : (Guid?)null };
        await hub.SayAsync(user, "Are you there?");
        await Eventually.HoldsAsync(async () => (await a.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("version").GetInt32() > seen.GetProperty("version").GetInt32());

        (await a.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = aId, from.teamId, from })).Is(HttpStatusCode.OK);
        (await b.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId = bId, from.teamId, from, note = "mine" })).Is(HttpStatusCode.Conflict, "conversation_changed");

        Assert.Equal(aId, (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("ownerId").GetGuid());
        Assert.DoesNotContain(await hub.MessagesAsync(hub.Admin, conversation), message => message.GetProperty("kind").GetString() == "note");
        a.Dispose();
        b.Dispose();
    }

    [Fact]
    public void AZ2_every_route_of_a_conversation_or_customer_is_tried_by_a_stranger()
    {
        var tried = Calls(Guid.Empty, Guid.Empty, Guid.Empty, Guid.Empty).Select(call => $"{call.Method} {Shape(call.Path)}").ToHashSet();
        var routes = hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {Shape(route.RoutePattern.RawText!)}") ?? [])
            .Where(route => route.Contains("/api/conversations/*", StringComparison.Ordinal) || route.Contains("/api/customers/*", StringComparison.Ordinal))
            .Where(route => !route.EndsWith("/seen-by", StringComparison.Ordinal)) // for auditors, who see all
            .Where(route => !Regex.IsMatch(route, "/(html|source|images/[*])$")) // of letters: P10_formatted_form_source_and_forwarding_…
            .ToHashSet();
        Assert.NotEmpty(routes);
        Assert.Empty(routes.Except(tried));

        static string Shape(string path) => Regex.Replace(Regex.Replace(path.Split('?')[0], @"\{[^}]+\}|[0-9a-f]{8}-[0-9a-f-]{27}", "*"), @"/1(?=/|$)", "/*").TrimEnd('/');
    }

    [Fact]
    public async Task AZ9_no_list_search_count_or_setting_shows_a_word_of_what_is_hidden()
    {
        var (ours, theirs) = (await hub.TeamAsync("Hidden ours"), await hub.TeamAsync("Hidden theirs"));
        var (ownerId, owner) = await hub.PersonAsync("agent", ours);
        var (_, stranger) = await hub.PersonAsync("agent", theirs);
        var (user, conversation) = await hub.PersonWithConversationAsync("Himitsu Customer");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { ownerId, teamId = ours })).Is(HttpStatusCode.OK);
        var customer = await hub.ScalarAsync<Guid>("SELECT customer_id FROM conversations.conversation WHERE id = $1", conversation);
        (await owner.SendAsync("PUT", $"/api/conversations/{conversation}/tags", new { tags = new[] { "himitsu-tag" } })).Is(HttpStatusCode.OK);
        (await owner.SendAsync("POST", $"/api/conversations/{conversation}/follow-ups", new { id = Guid.CreateVersion7(), dueAt = DateTimeOffset.UtcNow.AddMinutes(1), ownerId, text = "himitsu promise" })).Is(HttpStatusCode.Created);
        (await owner.SendAsync("POST", $"/api/customers/{customer}/addresses", new { kind = "phone", value = "+81344445555" })).Is(HttpStatusCode.OK);
        (await owner.SendAsync("PUT", $"/api/customers/{customer}/caution", new { text = "himitsu caution" })).Is(HttpStatusCode.OK);
        (await owner.SendAsync("PUT", $"/api/conversations/{conversation}/help")).Is(HttpStatusCode.OK);
        string[] hidden = [conversation.ToString(), customer.ToString(), user, "himitsu", "81344445555"];
        foreach (var path in Lists())
        {
            foreach (var query in new[] { "", "q=himitsu", "q=0344445555", "view=all", "view=team", "view=help", "view=attention", "view=open&limit=100", $"conversationId={conversation}", $"customer={customer}", "unread=true", "done=true" })
            {
                var answer = await stranger.SendAsync("GET", $"{path}?{query}");
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{path}?{query}: {answer.Status}");
                Assert.DoesNotContain(hidden, word => answer.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
            }
        }

        // The owner finds it in several of them, so the words are the right ones. The name comes with the profile, after the message.
        await Eventually.HoldsAsync(
            async () => (await owner.SendAsync("GET", "/api/customers?q=himitsu")).Is(HttpStatusCode.OK).Text.Contains("himitsu", StringComparison.OrdinalIgnoreCase), what: "the customer is found by name");
        Assert.Contains("himitsu", (await owner.SendAsync("GET", "/api/follow-ups?view=mine")).Is(HttpStatusCode.OK).Text, StringComparison.OrdinalIgnoreCase);
        owner.Dispose();
        stranger.Dispose();
    }

    private IEnumerable<string> Lists() => hub.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true && route.RoutePattern.Parameters.Count == 0
            && route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
        .Select(route => route.RoutePattern.RawText!.TrimEnd('/')).Distinct();

    [Fact]
    public async Task AZ7_a_conversation_handed_to_another_team_is_gone_for_the_first()
    {
        var (ours, theirs) = (await hub.TeamAsync("First"), await hub.TeamAsync("Second"));
        using var member = await hub.SignedInAsync("agent", ours);
        var (_, conversation) = await hub.PersonWithConversationAsync("Handed over");
        (await member.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK);
        (await member.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        (await member.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.NotFound);
        (await member.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task P10_the_rule_in_memory_in_sql_and_in_live_groups_is_one_rule()
    {
        var random = new Random(20);
        var (people, teams, brands) = (NewIds(4), NewIds(3), NewIds(2));
        var heads = new List<(Guid Id, Whose Whose)>();
        foreach (var brand in brands)
        {
            await ExecuteAsync("INSERT INTO integrations.brand (id, key, name) VALUES ($1, $2, $2)", brand, $"brand-{brand}");
        }

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text($"Urule{i}", $"rule-{i}", "x")));
        }

        for (var i = 0; i < 40; i++)
        {
            var (id, whose) = (await hub.ConversationOfAsync($"Urule{i}"), new Whose(Pick(random, people), Pick(random, teams), brands[random.Next(2)]));
            await ExecuteAsync("UPDATE conversations.conversation_head SET owner_id = $2, team_id = $3 WHERE conversation_id = $1", id, whose.OwnerId, whose.TeamId);
            await ExecuteAsync("UPDATE conversations.conversation SET brand_id = $2 WHERE id = $1", id, whose.BrandId);
            heads.Add((id, whose));
        }

        var seen = 0;
        for (var i = 0; i < 150; i++)
        {
            var agent = new CurrentAgent(
                people[random.Next(people.Length)], "a", "a@hub.test", random.Next(2) == 0 ? "agent" : null, RandomPermissions(random), teams.Where(_ => random.Next(2) == 0).ToHashSet(), "en", null, null, 1)
            {
                Grants = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, teams) is { } team
                    ? new HeldRole(RandomPermissions(random), team, Pick(random, brands))
                    : new HeldRole(RandomPermissions(random), null, brands[random.Next(2)]))],
                Asked = [.. new[] { Permissions.Reply, Permissions.Resolve }.Where(_ => random.Next(3) == 0)],
            };
            agent = agent.Role is null ? agent with { Permissions = new HashSet<string>() } : agent;
            var expected = heads.Where(head => ConversationAccess.MaySee(agent, head.Whose)).Select(head => head.Id).ToHashSet();
            Assert.Equal(expected, await VisibleBySqlAsync(agent, [.. heads.Select(head => head.Id)]));
            Assert.Equal(expected, heads.Where(head => ConversationAccess.Sees(agent, head.Whose) && agent.Asked.All(permission => ConversationAccess.May(agent, permission, head.Whose))).Select(head => head.Id).ToHashSet());
            var groups = ConversationAccess.GroupsOf(agent).ToHashSet();
            Assert.Equal(
                heads.Where(head => ConversationAccess.Sees(agent, head.Whose)).Select(head => head.Id).ToHashSet(),
                heads.Where(head => ConversationAccess.GroupsFor(head.Whose).Any(groups.Contains)).Select(head => head.Id).ToHashSet());
            seen += expected.Count;
        }

        Assert.InRange(seen, 500, 5500);
    }

    private static HashSet<string> RandomPermissions(Random random) =>
        [.. new[] { (Permissions.SeeAllConversations, 6), (Permissions.SeeUnassigned, 2), (Permissions.Reply, 2), (Permissions.Resolve, 2) }.Where(each => random.Next(each.Item2) == 0).Select(each => each.Item1)];

    private async Task ExecuteAsync(string sql, params object?[] values)
    {
        await using var command = hub.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid } : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string Method, string Path, object? Body)> Calls(Guid conversation, Guid customer, Guid identity, Guid file)
    {
        var root = $"/api/conversations/{conversation}";
        return
        [
            ("GET", root, null),
            ("GET", $"{root}/messages", null),
            ("POST", $"{root}/messages", new { id = Guid.CreateVersion7(), text = "intruder" }),
            ("DELETE", $"{root}/messages/1", null),
            ("POST", $"{root}/messages/1/forward", new { language = "en" }),
            ("POST", $"{root}/messages/1/retry", new { confirm = true }),
            ("POST", $"{root}/messages/1/settle", new { outcome = "dismissed", reason = "intruder" }),
            ("POST", $"{root}/messages/1/redact", new { ranges = new[] { new { start = 0, length = 1 } }, reason = "intruder" }),
            ("POST", $"{root}/messages/1/reveal", new { reason = "intruder" }),
            ("GET", $"{root}/messages/1/earlier", null),
            ("GET", $"{root}/export", null),
            ("GET", $"{root}/scheduled", null),
            ("DELETE", $"{root}/scheduled/{Guid.CreateVersion7()}", null),
            ("POST", $"{root}/scheduled/{Guid.CreateVersion7()}/send", null),
            ("POST", $"{root}/logs", new { id = Guid.CreateVersion7(), medium = "phone", direction = "inbound", reason = "intruder", outcome = "intruder", text = "intruder" }),
            ("PUT", $"{root}/logs/1", new { medium = "phone", direction = "inbound", reason = "intruder", outcome = "intruder", text = "intruder" }),
            ("POST", $"{root}/follow-ups", new { id = Guid.CreateVersion7(), dueAt = DateTimeOffset.UtcNow.AddHours(1), text = "intruder" }),
            ("GET", $"{root}/ways", null),
            ("GET", $"{root}/authors/{identity}/picture", null),
            ("POST", $"{root}/merge", new { intoId = Guid.CreateVersion7() }),
            ("DELETE", $"{root}/merge", null),
            ("POST", $"{root}/split", new { numbers = new[] { 1 } }),
            ("DELETE", $"{root}/split", null),
            ("DELETE", $"{root}/suggestion", null),
            ("POST", $"{root}/composed-check", new { sticker = new { packageId = "1", stickerId = "1" } }),
            ("GET", $"{root}/sides", null),
            ("POST", $"{root}/sides", new { id = Guid.CreateVersion7(), accountId = Guid.CreateVersion7(), to = new { address = "maker@maker.example" }, subject = "intruder", text = "intruder" }),
            ("PUT", $"{root}/help", null),
            ("DELETE", $"{root}/help", null),
            ("PUT", $"{root}/spam", new { block = false }),
            ("DELETE", $"{root}/spam", null),
            ("POST", $"{root}/notes", new { id = Guid.CreateVersion7(), text = "intruder" }),
            ("PUT", $"{root}/assignment", new { ownerId = (Guid?)null }),
            ("PUT", $"{root}/status", new { status = "resolved" }),
            ("PUT", $"{root}/snooze", new { until = DateTimeOffset.UtcNow.AddHours(1) }),
            ("DELETE", $"{root}/snooze", null),
            ("POST", $"{root}/only-thanks", null),
            ("PUT", $"/api/customers/{customer}/caution", new { text = "intruder" }),
            ("PUT", $"{root}/classification", new { reasonId = (Guid?)null }),
            ("PUT", $"{root}/tags", new { tags = new[] { "intruder" } }),
            ("PUT", $"{root}/draft", new { kind = "reply", text = "intruder" }),
            ("PUT", $"{root}/read", new { upTo = 1 }),
            ("GET", $"/api/customers/{customer}", null),
            ("PUT", $"/api/customers/{customer}", new { name = "intruder", version = 1 }),
            ("GET", $"/api/customers/{customer}/timeline", null),
            ("GET", $"/api/customers/{customer}/reachable", null),
            ("POST", $"/api/customers/{customer}/identities/{identity}/opt-out", new { optedOut = true }),
            ("GET", $"/api/customers/{customer}/identities/find?q=intruder", null),
            ("POST", $"/api/customers/{customer}/identities", new { identityId = identity, verified = false, reason = "intruder", confirmed = new[] { "identity_moves" } }),
            ("POST", $"/api/customers/{customer}/identities/{identity}/unlink", new { reason = "intruder" }),
            ("POST", $"/api/customers/{customer}/identities/undo/{Guid.CreateVersion7()}", null),
            ("POST", $"/api/customers/{customer}/identities/{identity}/member/unlink", new { reason = "intruder" }),
            ("POST", $"/api/customers/{customer}/members/undo/{Guid.CreateVersion7()}", null),
            ("POST", $"/api/customers/{customer}/addresses", new { kind = "phone", value = "+81312345678" }),
            ("DELETE", $"/api/customers/{customer}/addresses/{Guid.CreateVersion7()}", null),
            ("GET", $"/api/pictures/{identity}", null),
            ("GET", $"/api/attachments/{file}", null),
            ("GET", $"/api/attachments/{file}/preview", null),
        ];
    }

    private async Task<HashSet<Guid>> VisibleBySqlAsync(CurrentAgent agent, Guid[] among)
    {
        await using var command = hub.Database.CreateCommand();
        command.Parameters.Add(new() { Value = among });
        command.CommandText = $"SELECT h.conversation_id FROM conversations.conversation_head h WHERE h.conversation_id = ANY($1) AND {ConversationAccess.ForAgent(agent, command)}";
        var visible = new HashSet<Guid>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            visible.Add(reader.GetGuid(0));
        }

        return visible;
    }

    private static Guid[] NewIds(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];

    private static Guid? Pick(Random random, Guid[] among) => random.Next(3) == 0 ? null : among[random.Next(among.Length)];
}
