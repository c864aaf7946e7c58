using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sensitive;

public sealed class RevealTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private const string Written = "カードは 4111-1111-1111-1111 です";

    [Fact]
    public async Task AL1_what_was_written_is_shown_for_a_reason_and_every_time_is_recorded_without_the_words()
    {
        var (conversation, number) = await MaskedAsync();
        (await RevealAsync(hub.Admin, conversation, number, "  ")).Is(HttpStatusCode.BadRequest);
        Assert.Equal(0L, await AuditedAsync(conversation));
        for (var times = 1; times <= 2; times++)
        {
            Assert.Equal(Written, (await RevealAsync(hub.Admin, conversation, number, "返金の照合")).Is(HttpStatusCode.OK).Json.GetProperty("text").GetString());
            Assert.Equal((long)times, await AuditedAsync(conversation));
        }

        var data = JsonElement.Parse(await hub.ScalarAsync<string>("SELECT data::text FROM platform.audit WHERE conversation_id = $1 AND action = 'message.revealed' LIMIT 1", conversation));
        Assert.Equal(("返金の照合", "card", number), (data.GetProperty("reason").GetString(), data.GetProperty("kinds")[0].GetString(), data.GetProperty("number").GetInt32()));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(DISTINCT customer_id) FROM platform.audit WHERE conversation_id = $1 AND action = 'message.revealed'", conversation));
        Assert.Empty(await Traces.OfAsync(hub, "4111-1111-1111-1111"));
    }

    [Fact]
    public async Task PR7_an_agent_without_the_permission_sees_dots_only()
    {
        var (conversation, number) = await MaskedAsync();
        var (_, agent) = await hub.PersonAsync("agent");
        (await RevealAsync(agent, conversation, number, "I am curious")).Is(HttpStatusCode.Forbidden, "forbidden");
        Assert.DoesNotContain("4111", (await agent.SendAsync("GET", $"/api/conversations/{conversation}/messages")).Is(HttpStatusCode.OK).Text);
        Assert.Equal(0L, await AuditedAsync(conversation));
    }

    [Fact]
    public async Task AZ2_a_number_of_another_message_or_conversation_shows_nothing()
    {
        var (conversation, number) = await MaskedAsync();
        (await RevealAsync(hub.Admin, conversation, number + 1, "x")).Is(HttpStatusCode.NotFound);
        (await RevealAsync(hub.Admin, Guid.CreateVersion7(), number, "x")).Is(HttpStatusCode.NotFound);

        // A sealed value that was moved to another row does not open.
        var (_, other) = await hub.PersonWithConversationAsync("Moved");
        await hub.ScalarAsync<int>("INSERT INTO conversations.masked_value SELECT $2, 1, kinds, sealed FROM conversations.masked_value WHERE conversation_id = $1 RETURNING number", conversation, other);
        Assert.NotEqual(HttpStatusCode.OK, (await RevealAsync(hub.Admin, other, 1, "x")).Status);
    }

    private async Task<(Guid Conversation, int Number)> MaskedAsync()
    {
        var user = await hub.PhoneAsync("Reveal");
        await hub.SayAsync(user, Written);
        var conversation = await hub.ConversationOfAsync(user);
        return (conversation, await hub.ScalarAsync<int>("SELECT number FROM conversations.masked_value WHERE conversation_id = $1", conversation));
    }

    private static Task<Answer> RevealAsync(DeskClient client, Guid conversation, int number, string reason) =>
        client.SendAsync("POST", $"/api/conversations/{conversation}/messages/{number}/reveal", new { reason });

    private Task<long> AuditedAsync(Guid conversation) => hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'message.revealed'", conversation);
}
