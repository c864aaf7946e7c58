using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Server.Tests.Conversations.WebChat;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using SkiaSharp;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class FaceTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_picture_is_drawn_anew_seen_by_visitors_and_on_LINE_and_gone_when_it_is_removed()
    {
        var (annId, ann) = await hub.PersonAsync("agent");
        byte[] photo = [.. Photo(640, 480), .. "GPS: at home"u8];
        var path = (await PutAsync(ann, photo)).Is(HttpStatusCode.OK).Json.GetProperty("path").GetString()!;
        using var http = hub.CreateClient();
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(("image/png", "nosniff"), (answer.Content.Headers.ContentType!.MediaType, Assert.Single(answer.Headers.GetValues("X-Content-Type-Options"))));
        var shown = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(-1, shown.AsSpan().IndexOf("GPS"u8));
        using (var drawn = SKBitmap.Decode(shown))
        {
            Assert.Equal((256, 256), (drawn.Width, drawn.Height));
        }

        // What is none, broken or too large changes nothing.
        Assert.Equal("no_picture", (await PutAsync(ann, "<svg onload='alert(1)'/>"u8.ToArray())).Is(HttpStatusCode.BadRequest, "invalid").Json.GetProperty("errors").GetProperty("picture")[0].GetString());
        (await PutAsync(ann, photo[..200])).Is(HttpStatusCode.BadRequest, "invalid");
        try
        {
            (await PutAsync(ann, new byte[6 * 1024 * 1024])).Is(HttpStatusCode.RequestEntityTooLarge, "too_large");
        }
        catch (HttpRequestException)
        {
            // It hangs up as soon as it knows how much there is; whoever is still sending then does not hear why.
        }

        Assert.Equal(path, (await ann.SendAsync("GET", "/api/session/picture")).Is(HttpStatusCode.OK).Json.GetProperty("path").GetString());

        using var visitor = await VisitorClient.StartAsync(hub);
        await visitor.SayAsync("hello");
        var chat = await visitor.ConversationAsync();
        (await ann.SendAsync("POST", $"/api/conversations/{chat}/messages", new { id = Guid.CreateVersion7(), text = "Hello, I am Ann.", undoSeconds = 0 })).Is(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () => (await visitor.MessagesAsync()).Count == 2, what: "the visitor has the answer");
        Assert.Equal([null, path], (await visitor.MessagesAsync()).Select(message => message.GetProperty("picture").GetString()));

        // On LINE only where the account is to show who answers.
        var (user, line) = await hub.PersonWithConversationAsync("Faces");
        await AnswerAsync("by the firm");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}", new
        {
            name = "LINE demo",
            active = true,
            settings = new Dictionary<string, string> { ["apiBase"] = hub.Line.BaseAddress!.ToString(), ["dataBase"] = hub.Line.BaseAddress.ToString(), ["channelId"] = "1000000001", ["senderNames"] = "on" },
        })).Is(HttpStatusCode.OK);
        await AnswerAsync("by Ann");
        var senders = (await hub.PhoneThreadAsync(user)).FindAll(item => item.GetProperty("from").GetString() == "hub")
            .ConvertAll(item => item.GetProperty("content").TryGetProperty("sender", out var sender) ? sender : default);
        Assert.Equal(JsonValueKind.Undefined, senders[0].ValueKind);
        Assert.Equal(new Uri(hub.Address, path).ToString(), senders[1].GetProperty("iconUrl").GetString());
        Assert.False(string.IsNullOrEmpty(senders[1].GetProperty("name").GetString()));

        // A new one has a new address; the old one shows nothing any more. Whoever manages people takes it away.
        var next = (await PutAsync(ann, Photo(300, 300))).Is(HttpStatusCode.OK).Json.GetProperty("path").GetString();
        Assert.NotEqual(path, next);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
        (await ann.SendAsync("DELETE", $"/api/agents/{annId}/picture")).Is(HttpStatusCode.Forbidden);
        (await hub.Admin.SendAsync("DELETE", $"/api/agents/{annId}/picture")).Is(HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(next, TestContext.Current.CancellationToken)).StatusCode);
        (await PutAsync(ann, Photo(300, 300))).Is(HttpStatusCode.OK);
        (await ann.SendAsync("DELETE", "/api/session/picture")).Is(HttpStatusCode.NoContent);
        Assert.Equal((3L, 2L), (await NotedAsync("person.picture_set"), await NotedAsync("person.picture_removed")));

        async Task AnswerAsync(string text)
        {
            var number = (await ann.SendAsync("POST", $"/api/conversations/{line}/messages", new { id = Guid.CreateVersion7(), text, undoSeconds = 0 })).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
            await hub.BecomesAsync(line, number, "accepted");
        }

        Task<long> NotedAsync(string action) => hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE action = $1 AND target_id = $2", action, annId);
    }

    private static Task<Answer> PutAsync(DeskClient client, byte[] bytes) => client.SendAsync("PUT", "/api/session/picture", null, request =>
    {
        request.Headers.Add("X-File-Name", "ann.jpg");
        request.Headers.ExpectContinue = true; // What is refused by its length alone is not sent, as a rule.
        request.Content = new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
    });

    private static byte[] Photo(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using (var canvas = new SKCanvas(bitmap))
        {
            canvas.Clear(SKColors.Teal);
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return encoded.ToArray();
    }
}
