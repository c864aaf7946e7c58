using System.Net;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class ExportTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_thread_goes_out_as_a_safe_page_or_as_data_as_the_customer_saw_it_or_with_notes_and_it_is_noted()
    {
        var user = await hub.PhoneAsync("書き出し 花子");
        await hub.SayAsync(user, "<script>alert(1)</script> & 番号は 4111 1111 1111 1111 です");
        var conversation = await hub.ConversationOfAsync(user);
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "承知しました。"), "accepted");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = "社内だけの話" })).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Json.GetProperty("customer").GetProperty("name").GetString() == "書き出し 花子", what: "the name is known");
        var row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        var path = $"/api/conversations/{conversation}/export";

        var answer = (await hub.Admin.SendAsync("GET", path)).Is(HttpStatusCode.OK);
        Assert.Contains($"<h1>会話 #{row.GetProperty("number").GetInt64()}</h1>", answer.Text, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ", answer.Text, StringComparison.Ordinal);
        Assert.Contains("書き出し 花子", answer.Text, StringComparison.Ordinal);
        Assert.Contains("承知しました。", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("1111 1111", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("社内だけの話", answer.Text, StringComparison.Ordinal);
        var noted = (await hub.Admin.SendAsync("GET", path + "?notes=true&language=en")).Is(HttpStatusCode.OK).Text;
        Assert.Contains("社内だけの話", noted, StringComparison.Ordinal);
        Assert.Contains("Internal note", noted, StringComparison.Ordinal);

        var file = (await hub.Admin.SendAsync("GET", path + "?format=json")).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("社内だけの話", file.Text, StringComparison.Ordinal);
        var data = file.Json;
        Assert.Equal(["inbound", "outbound"], data.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("kind").GetString()));
        Assert.True(data.GetProperty("complete").GetBoolean());
        (await hub.Admin.SendAsync("GET", path + "?format=exe")).Is(HttpStatusCode.BadRequest, "invalid");

        (await (await hub.SignedInAsync("agent")).SendAsync("GET", path)).Is(HttpStatusCode.Forbidden);
        Assert.Equal(3L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE conversation_id = $1 AND action = 'conversation.exported'", conversation));
        var seen = (await hub.Admin.SendAsync("GET", $"/api/customers/{row.GetProperty("customer").GetProperty("id").GetGuid()}/seen-by")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray();
        Assert.Contains(seen, person => person.GetProperty("actions").EnumerateArray().Any(action => action.GetString() == "conversation.exported"));
    }
}
