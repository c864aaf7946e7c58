using System.Net;
using System.Text.Json;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

public sealed class ScheduledTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddDays(1);

    [Fact]
    public async Task It_takes_no_number_and_stops_no_clock_until_its_time_has_come()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Later");
        var id = await ScheduleAsync(conversation, "see you tomorrow");
        var row = await RowAsync(conversation);
        Assert.Equal((1, true), (row.GetProperty("scheduled").GetInt32(), row.GetProperty("waitingSince").ValueKind == JsonValueKind.String));
        Assert.Empty(await hub.OnPhoneAsync(user));
        Assert.Equal("see you tomorrow", Assert.Single(await ListAsync(conversation)).GetProperty("text").GetString());

        await DueAsync(id);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        var message = (await hub.MessagesAsync(hub.Admin, conversation)).Single(each => each.GetProperty("kind").GetString() == "outbound");
        Assert.Equal(id, message.GetProperty("id").GetGuid());
        await hub.BecomesAsync(conversation, message.GetProperty("number").GetInt32(), "accepted");
        Assert.Equal(["see you tomorrow"], (await hub.OnPhoneAsync(user)).Select(each => each.Text));
        row = await RowAsync(conversation);
        Assert.Equal((0, JsonValueKind.Null), (row.GetProperty("scheduled").GetInt32(), row.GetProperty("waitingSince").ValueKind));
        Assert.Empty(await ListAsync(conversation));
    }

    [Fact]
    public async Task The_customer_writing_first_cancels_it_and_the_words_go_back_to_the_author()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Writes first");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "typed since" })).Is(HttpStatusCode.NoContent);
        var id = await ScheduleAsync(conversation, "one");
        await ScheduleAsync(conversation, "two", minutes: 1);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/draft", new { kind = "reply", text = "typed since" })).Is(HttpStatusCode.NoContent);
        await hub.SayAsync(user, "forget it, please");
        await hub.ConversationOfAsync(user, messages: 2);
        Assert.Empty(await ListAsync(conversation));
        var detail = await RowAsync(conversation);
        Assert.Equal((0, "typed since\n\none\n\ntwo"), (detail.GetProperty("scheduled").GetInt32(), Assert.Single(detail.GetProperty("drafts").EnumerateArray()).GetProperty("text").GetString()));
        Assert.Single(await ActivitiesAsync(conversation), "scheduleCancelled");
        await DueAsync(id, 0);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await hub.OnPhoneAsync(user));
    }

    [Theory]
    [InlineData("trainee", true)]
    [InlineData("agent", false)]
    public async Task AZ11_what_its_author_may_no_longer_say_is_not_sent_and_comes_back_as_a_draft(string role, bool sees)
    {
        var (ours, theirs) = (await hub.TeamAsync($"Planned {role}"), await hub.TeamAsync($"Moved {role}"));
        var (authorId, author) = await hub.PersonAsync("agent", ours);
        var (user, conversation) = await hub.PersonWithConversationAsync("Planned before");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        var id = Guid.CreateVersion7();
        (await author.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id, text = "planned words", sendAt = Later })).Is(HttpStatusCode.Accepted);
        (await hub.Admin.SendAsync("PUT", $"/api/agents/{authorId}", new { name = "Author", role, teamIds = new[] { sees ? ours : theirs }, active = true })).Is(HttpStatusCode.OK);
        await DueAsync(id);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await hub.OnPhoneAsync(user));
        Assert.DoesNotContain(await hub.MessagesAsync(hub.Admin, conversation), message => message.GetProperty("kind").GetString() == "outbound");
        Assert.Single(await ActivitiesAsync(conversation), "scheduleFailed");
        Assert.Equal("planned words", await hub.ScalarAsync<string>("SELECT text FROM conversations.draft WHERE conversation_id = $1 AND agent_id = $2", conversation, authorId));
        author.Dispose();
    }

    [Fact]
    public async Task The_same_request_again_schedules_once_and_a_past_time_is_refused()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Twice");
        var body = new { id = Guid.CreateVersion7(), text = "once", sendAt = Later };
        (await SendAsync(conversation, body)).Is(HttpStatusCode.Accepted);
        (await SendAsync(conversation, body)).Is(HttpStatusCode.Accepted);
        Assert.Single(await ListAsync(conversation));
        Assert.Equal("out_of_range", (await SendAsync(conversation, new { id = Guid.CreateVersion7(), text = "x", sendAt = DateTimeOffset.UtcNow.AddMinutes(-1) })).Is(HttpStatusCode.BadRequest).Error("sendAt"));
    }

    [Fact]
    public async Task The_same_request_again_is_known_when_its_time_has_come_since()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Answer lost");
        var body = new { id = Guid.CreateVersion7(), text = "once only", sendAt = DateTimeOffset.UtcNow.AddSeconds(2) };
        (await SendAsync(conversation, body)).Is(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync(async () =>
        {
            await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
            return (await hub.OnPhoneAsync(user)).Count == 1;
        });
        Assert.Equal(body.id, (await SendAsync(conversation, body)).Is(HttpStatusCode.OK).Json.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task What_is_planned_is_not_sent_besides_under_the_same_id()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Besides");
        var id = await ScheduleAsync(conversation, "planned");
        (await SendAsync(conversation, new { id, text = "planned" })).Is(HttpStatusCode.Conflict, "id_reused");
    }

    [Fact]
    public async Task P6_one_that_cannot_be_sent_for_a_reason_of_its_own_keeps_no_other_waiting()
    {
        var (_, broken) = await hub.PersonWithConversationAsync("Broken");
        var (user, conversation) = await hub.PersonWithConversationAsync("Behind it");
        var (first, second) = (await ScheduleAsync(broken, "never"), await ScheduleAsync(conversation, "all the same"));
        await hub.ScalarAsync<Guid>("UPDATE conversations.scheduled_reply SET letter = '\"no letter\"' WHERE id = $1 RETURNING id", first);
        await DueAsync(first);
        await DueAsync(second);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => (await hub.OnPhoneAsync(user)).Select(message => message.Text).SequenceEqual(["all the same"]));
        Assert.Equal(first, Assert.Single(await ListAsync(broken)).GetProperty("id").GetGuid());
        await hub.ScalarAsync<Guid>("DELETE FROM conversations.scheduled_reply WHERE id = $1 RETURNING id", first);
    }

    [Fact]
    public async Task Cancelled_by_hand_the_words_come_back_and_sent_by_hand_it_goes_at_once()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("By hand");
        var first = await ScheduleAsync(conversation, "not this");
        var second = await ScheduleAsync(conversation, "but this");
        Assert.Equal("not this", (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/scheduled/{first}")).Is(HttpStatusCode.OK).Json.GetProperty("text").GetString());
        Assert.Equal("not this", Assert.Single((await RowAsync(conversation)).GetProperty("drafts").EnumerateArray()).GetProperty("text").GetString()); // Also when that answer is lost.
        (await hub.Admin.SendAsync("DELETE", $"/api/conversations/{conversation}/scheduled/{first}")).Is(HttpStatusCode.NotFound);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/scheduled/{second}/send")).Is(HttpStatusCode.NoContent);
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/scheduled/{second}/send")).Is(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync(async () => (await hub.OnPhoneAsync(user)).Select(message => message.Text).SequenceEqual(["but this"]));
    }

    [Fact]
    public async Task One_that_cannot_be_sent_any_more_goes_back_with_the_reason()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Blocked");
        var id = await ScheduleAsync(conversation, "hello?");
        (await hub.Line.PostAsync($"/sim/accounts/line-demo/users/{user}/block", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(async () => !(await RowAsync(conversation)).GetProperty("canReply").GetBoolean());
        await DueAsync(id);
        await Scheduled.SendDueAsync(TestContext.Current.CancellationToken);
        Assert.Contains("scheduleFailed", await ActivitiesAsync(conversation));
        Assert.Equal("hello?", Assert.Single((await RowAsync(conversation)).GetProperty("drafts").EnumerateArray()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task AZ3_who_may_not_see_the_conversation_can_neither_read_nor_touch_what_is_scheduled()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Hidden");
        var id = await ScheduleAsync(conversation, "secret");
        await hub.ScalarAsync<Guid>("WITH c AS (UPDATE conversations.conversation_head SET team_id = gen_random_uuid() WHERE conversation_id = $1) SELECT $1", conversation);
        var (_, outsider) = await hub.PersonAsync("agent", await hub.TeamAsync("Others"));
        (await outsider.SendAsync("GET", $"/api/conversations/{conversation}/scheduled")).Is(HttpStatusCode.NotFound);
        (await outsider.SendAsync("DELETE", $"/api/conversations/{conversation}/scheduled/{id}")).Is(HttpStatusCode.NotFound);
        (await outsider.SendAsync("POST", $"/api/conversations/{conversation}/scheduled/{id}/send")).Is(HttpStatusCode.NotFound);
        Assert.Single(await ListAsync(conversation));

        // Nor by way of a conversation that one may see (AZ2).
        var (_, mine) = await hub.PersonWithConversationAsync("Visible");
        (await outsider.SendAsync("DELETE", $"/api/conversations/{mine}/scheduled/{id}")).Is(HttpStatusCode.NotFound);
        (await outsider.SendAsync("POST", $"/api/conversations/{mine}/scheduled/{id}/send")).Is(HttpStatusCode.NotFound);
        Assert.Single(await ListAsync(conversation));
    }

    private SendScheduled Scheduled => hub.Services.GetRequiredService<SendScheduled>();

    private Task<Answer> SendAsync(Guid conversation, object body) => hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", body);

    private async Task<Guid> ScheduleAsync(Guid conversation, string text, int minutes = 0)
    {
        var id = Guid.CreateVersion7();
        (await SendAsync(conversation, new { id, text, sendAt = Later.AddMinutes(minutes) })).Is(HttpStatusCode.Accepted);
        return id;
    }

    private async Task DueAsync(Guid id, long expected = 1) => Assert.Equal(
        expected, await hub.ScalarAsync<long>("WITH due AS (UPDATE conversations.scheduled_reply SET send_at = clock_timestamp() - interval '1 s' WHERE id = $1 RETURNING 1) SELECT count(*) FROM due", id));

    private async Task<List<JsonElement>> ListAsync(Guid conversation) =>
        [.. (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}/scheduled")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private async Task<List<string>> ActivitiesAsync(Guid conversation) =>
        [.. (await hub.MessagesAsync(hub.Admin, conversation)).Where(message => message.GetProperty("kind").GetString() == "activity").Select(message => message.GetProperty("content").GetProperty("activity").GetString()!)];

    private async Task<JsonElement> RowAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
}
