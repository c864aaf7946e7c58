using System.Text.Json;
using Xunit;
using static Hub.Channels.Tests.Line.LineTestAccount;

namespace Hub.Channels.Tests.Line;

/// <summary>
/// Holds what we send and the bodies we test with to LINE's own OpenAPI documents. They are not part of this repository: put a copy of
/// line-openapi beside it as shared/data/line-openapi or name its folder in HUB_LINE_OPENAPI.
/// </summary>
public sealed class LineDocumentTests
{
    [Theory]
    [InlineData(null, "PushMessageRequest")]
    [InlineData("rt-1", "ReplyMessageRequest")]
    public async Task What_we_send_is_what_the_document_allows(string? replyToken, string schema)
    {
        var document = Document("messaging-api.yml");
        var provider = new ScriptedProvider().Answers(200);
        var message = new OutboundMessage(
            Guid.Empty, User, "hello",
            [
                new("image", "a.png", "image/png", 9, "https://hub.example/a", "https://hub.example/p"), new("file", "a.pdf", "application/pdf", 9, "https://hub.example/b", null),
            ],
            new string('n', 30), "https://hub.example/icon.png");

        await provider.Adapter().SendAsync(LongLived, message, new SendAttempt(Guid.Empty, replyToken, 1), TestContext.Current.CancellationToken);

        Assert.Empty(document.Violations(schema, JsonDocument.Parse(Assert.Single(provider.Seen).Body).RootElement));
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("sticker")]
    [InlineData("media")]
    [InlineData("location")]
    [InlineData("reachability")]
    [InlineData("unsend")]
    [InlineData("postback")]
    [InlineData("group")]
    [InlineData("standby")]
    [InlineData("other")]
    [InlineData("redelivery")]
    public void The_bodies_we_test_with_are_what_the_document_says(string name) =>
        Assert.Empty(Document("webhook.yml").Violations("CallbackRequest", JsonDocument.Parse(Payload(name)).RootElement));

    [Fact]
    public void A_broken_body_is_noticed() =>
        Assert.NotEmpty(Document("webhook.yml").Violations("CallbackRequest", JsonDocument.Parse(Payload("broken")).RootElement));

    [Theory]
    [InlineData("""{"to":"U1","messages":[{"type":"text"}]}""")]
    [InlineData("""{"to":"U1","messages":[]}""")]
    [InlineData("""{"messages":[{"type":"text","text":"a"}]}""")]
    [InlineData("""{"to":"U1","messages":[{"type":"image","originalContentUrl":"https://a.example/1"}]}""")]
    [InlineData("""{"to":"U1","messages":[{"type":"text","text":"a","colour":"red"}]}""")]
    [InlineData("""{"to":"U1","messages":[{"type":"text","text":"a","sender":{"name":"a name of more than twenty"}}]}""")]
    public void A_wrong_request_is_noticed(string body) =>
        Assert.NotEmpty(Document("messaging-api.yml").Violations("PushMessageRequest", JsonDocument.Parse(body).RootElement));

    internal static OpenApiDocument Document(string file)
    {
        var folder = Environment.GetEnvironmentVariable("HUB_LINE_OPENAPI") ?? BesideTheRepository();
        Assert.SkipUnless(folder is not null && File.Exists(Path.Combine(folder, file)), "No copy of line-openapi: set HUB_LINE_OPENAPI to its folder.");
        return OpenApiDocument.Load(Path.Combine(folder!, file));
    }

    private static string? BesideTheRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data", "line-openapi") : null;
    }
}
