using System.Net;
using System.Text.Json;
using Hub.Server.Conversations;
using Hub.Server.Conversations.Outbound;
using Hub.Server.Integrations;
using Hub.Server.Tests.Identity;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>Nothing is sent here by itself, so that "before it left" is a fact and not a matter of timing.</summary>
public sealed class UndoTests(SilentHub hub) : IClassFixture<SilentHub>
{
    [Fact]
    public async Task What_was_taken_back_leaves_a_gapless_line_without_words_and_comes_back_to_its_author()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Undo");
        var before = await RowAsync(conversation);
        var file = await UploadAsync();
        var number = await ReplyAsync(conversation, "the wrong words", file);
        Assert.Equal(JsonValueKind.Null, (await RowAsync(conversation)).GetProperty("waitingSince").ValueKind);

        var returned = (await UndoAsync(hub.Admin, conversation, number)).Is(HttpStatusCode.OK).Json;
        Assert.Equal(("the wrong words", file), (returned.GetProperty("text").GetString(), returned.GetProperty("files")[0].GetProperty("id").GetGuid()));
        var message = (await hub.MessagesAsync(hub.Admin, conversation)).Single(each => each.GetProperty("number").GetInt32() == number);
        Assert.Equal(("takenBack", "", 0), (message.GetProperty("delivery").GetProperty("state").GetString(), message.Body(), message.GetProperty("attachments").GetArrayLength()));
        var after = await RowAsync(conversation);
        foreach (var same in new[] { "lastMessage", "waitingSince", "status" })
        {
            Assert.Equal(before.GetProperty(same).ToString(), after.GetProperty(same).ToString());
        }

        var draft = Assert.Single(after.GetProperty("drafts").EnumerateArray());
        Assert.Equal(("reply", "the wrong words"), (draft.GetProperty("kind").GetString(), draft.GetProperty("text").GetString()));
        Assert.Null(await ClaimAsync(conversation));
        Assert.Empty(await hub.OnPhoneAsync(user));

        // Files and words can be sent again, under a number of their own.
        Assert.True(await ReplyAsync(conversation, "the right words", file) > number);
        var numbers = (await hub.MessagesAsync(hub.Admin, conversation)).ConvertAll(each => each.GetProperty("number").GetInt32());
        Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
    }

    [Fact]
    public async Task After_the_first_attempt_has_begun_it_is_too_late()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Too late");
        var number = await ReplyAsync(conversation, "gone");
        await DueNowAsync(conversation);
        Assert.Equal(number, await ClaimAsync(conversation));
        (await UndoAsync(hub.Admin, conversation, number)).Is(HttpStatusCode.Conflict, "too_late");
        Assert.Equal("sending", (await hub.StateAsync(conversation, number)).State);
    }

    [Fact]
    public async Task It_waits_its_time_and_what_comes_after_it_waits_behind_it()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Order");
        var first = await ReplyAsync(conversation, "first");
        var second = await hub.ReplyAsync(conversation, "second, without waiting");
        Assert.Null(await ClaimAsync(conversation));
        await DueNowAsync(conversation);
        Assert.Equal(first, await ClaimAsync(conversation));
        Assert.Null(await ClaimAsync(conversation));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Only_its_author_can_take_it_back_and_only_what_was_meant_to_wait()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Author");
        var number = await ReplyAsync(conversation, "mine");
        var (_, colleague) = await hub.PersonAsync("supervisor");
        (await UndoAsync(colleague, conversation, number)).Is(HttpStatusCode.NotFound);
        var atOnce = await hub.ReplyAsync(conversation, "at once");
        (await UndoAsync(hub.Admin, conversation, atOnce)).Is(HttpStatusCode.Conflict, "too_late");
    }

    [Fact]
    public async Task A_conversation_resolved_with_the_reply_is_open_again_when_the_reply_is_taken_back()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Resolved");
        var number = await ReplyAsync(conversation, "bye");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/status", new { status = "resolved" })).Is(HttpStatusCode.OK);
        (await UndoAsync(hub.Admin, conversation, number)).Is(HttpStatusCode.OK);
        Assert.Equal("open", (await RowAsync(conversation)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_account_may_shorten_the_time_and_never_lengthens_it()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Shorter");
        Assert.Equal(2, Undo(await RowAsync(conversation)));
        foreach (var (setting, allowed) in new[] { ("0", 0), ("1", 1), ("600", 2), ("x", 2) })
        {
            await hub.ScalarAsync<Guid>("UPDATE integrations.channel_account SET settings = settings || jsonb_build_object('undoSeconds', $2) WHERE id = $1 RETURNING id", hub.LineAccountId, setting);
            hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
            Assert.Equal(allowed, Undo(await RowAsync(conversation)));
        }

        await hub.ScalarAsync<Guid>("UPDATE integrations.channel_account SET settings = settings - 'undoSeconds' WHERE id = $1 RETURNING id", hub.LineAccountId);
        hub.Services.GetRequiredService<ChannelAccounts>().Invalidate();
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(37, 2)]
    [InlineData(39, 1)]
    [InlineData(44, 0)]
    [InlineData(46, 2)]
    public void Waiting_never_costs_the_free_reply(int secondsSince, int waits)
    {
        var now = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
        var conversation = new ConversationState
        {
            Id = default,
            AccountId = default,
            Channel = "any",
            BrandId = default,
            IdentityId = default,
            CustomerId = default,
            ReplyHandle = "token",
            ReplyHandleAt = now.AddSeconds(-secondsSince),
        };
        Assert.Equal(TimeSpan.FromSeconds(waits), UndoTime.For(2, 2, conversation, now));
    }

    private static int Undo(JsonElement detail) => detail.GetProperty("capabilities").GetProperty("undoSeconds").GetInt32();

    /// <summary>A reply that waits; so long that the test decides when its time is over.</summary>
    private async Task<int> ReplyAsync(Guid conversation, string text, params Guid[] files)
    {
        var number = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text, attachmentIds = files, undoSeconds = 600 })).Is(HttpStatusCode.Created)
            .Json.GetProperty("number").GetInt32();
        Assert.Equal(number, await hub.ScalarAsync<int>("UPDATE conversations.send SET due_at = due_at + interval '1 hour' WHERE conversation_id = $1 AND number = $2 AND held RETURNING number", conversation, number));
        return number;
    }

    /// <summary>The number of the conversation's message that would be sent now.</summary>
    private async Task<int?> ClaimAsync(Guid conversation)
    {
        while (await hub.Claims.TakeAsync(TestContext.Current.CancellationToken) is { } claim)
        {
            if (claim.ConversationId == conversation)
            {
                return claim.Number;
            }
        }

        return null;
    }

    private Task<long> DueNowAsync(Guid conversation) =>
        hub.ScalarAsync<long>("WITH due AS (UPDATE conversations.send SET due_at = clock_timestamp() WHERE conversation_id = $1 RETURNING 1) SELECT count(*) FROM due", conversation);

    private static Task<Answer> UndoAsync(DeskClient client, Guid conversation, int number) => client.SendAsync("DELETE", $"/api/conversations/{conversation}/messages/{number}");

    private async Task<JsonElement> RowAsync(Guid conversation) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;

    private async Task<Guid> UploadAsync() => (await hub.Admin.SendAsync("POST", "/api/uploads", change: request =>
    {
        request.Content = new ByteArrayContent("%PDF-1.7 undo"u8.ToArray()) { Headers = { ContentType = new("application/pdf") } };
        request.Headers.Add("X-File-Name", "undo.pdf");
    })).Is(HttpStatusCode.Created).Id;
}
