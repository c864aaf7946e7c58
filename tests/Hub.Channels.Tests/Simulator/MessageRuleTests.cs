using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

/// <summary>Validation changes nothing, so one simulator serves the whole class.</summary>
public sealed class MessageRuleTests(MessageRuleTests.OneSimulator shared) : IClassFixture<MessageRuleTests.OneSimulator>
{
    public static TheoryData<string> Good => new(
        """{"type":"text","text":"a"}""",
        """{"type":"textV2","text":"{name}さん","substitution":{}}""",
        """{"type":"sticker","packageId":"446","stickerId":"1988"}""",
        """{"type":"image","originalContentUrl":"https://example.com/a.png","previewImageUrl":"http://127.0.0.1:9/b.png"}""",
        """{"type":"video","originalContentUrl":"https://example.com/a.mp4","previewImageUrl":"https://example.com/a.png"}""",
        """{"type":"audio","originalContentUrl":"https://example.com/a.m4a","duration":1000}""",
        """{"type":"location","title":"店","address":"京都","latitude":35.0,"longitude":135.7}""",
        """{"type":"template","altText":"a","template":{"type":"confirm","text":"?","actions":[{"type":"message","label":"y","text":"y"},{"type":"message","label":"n","text":"n"}]}}""",
        """{"type":"flex","altText":"a","contents":{"type":"bubble"}}""",
        """{"type":"imagemap","altText":"a","baseUrl":"https://example.com/m","baseSize":{"width":1040,"height":500},"actions":[{"type":"uri","linkUri":"https://example.com","area":{"x":0,"y":0,"width":1,"height":1}}]}""");

    public static TheoryData<string, string> Bad => new()
    {
        { """{"type":"text","text":""}""", "messages[0].text" },
        { """{"type":"hologram"}""", "messages[0].type" },
        { """{"type":"image","originalContentUrl":"http://example.com/a.png","previewImageUrl":"https://example.com/a.png"}""", "messages[0].originalContentUrl" },
        { """{"type":"image","originalContentUrl":"https://example.com/写真.png","previewImageUrl":"https://example.com/a.png"}""", "messages[0].originalContentUrl" },
        { """{"type":"location","title":"店","address":"京都","latitude":95,"longitude":135.7}""", "messages[0].latitude" },
        { """{"type":"sticker","packageId":"446"}""", "messages[0].stickerId" },
        { """{"type":"flex","altText":"a","contents":{"type":"box"}}""", "messages[0].contents.type" },
        { """{"type":"template","altText":"a","template":{"type":"buttons","text":"?","actions":[]}}""", "messages[0].template.actions" },
        { """{"type":"text","text":"a","sender":{"name":"123456789012345678901"}}""", "messages[0].sender.name" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task A_message_within_the_limits_is_valid(string message)
    {
        using var answer = await ValidateAsync(JsonNode.Parse(message)!);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_message_beyond_the_limits_is_refused_with_the_property(string message, string property)
    {
        using var answer = await ValidateAsync(JsonNode.Parse(message)!);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var body = await SimulatorHost.BodyAsync(answer);
        Assert.Equal("The request body has 1 error(s)", body["message"]!.GetValue<string>());
        Assert.Equal(property, Assert.Single(body["details"]!.AsArray())!["property"]!.GetValue<string>());
    }

    [Fact]
    public async Task Length_is_counted_in_utf16_units()
    {
        using var fits = await ValidateAsync(Message(string.Concat(Enumerable.Repeat("🍵", 2500))));
        using var over = await ValidateAsync(Message(string.Concat(Enumerable.Repeat("🍵", 2500)) + "a"));
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, over.StatusCode);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.BadRequest)]
    [InlineData(5, HttpStatusCode.OK)]
    [InlineData(6, HttpStatusCode.BadRequest)]
    public async Task A_request_carries_one_to_five_messages(int count, HttpStatusCode expected)
    {
        using var answer = await ValidateAsync([.. Enumerable.Range(0, count).Select(_ => Message("a"))]);
        Assert.Equal(expected, answer.StatusCode);
    }

    private static JsonObject Message(string text) => new() { ["type"] = "text", ["text"] = text };

    private Task<HttpResponseMessage> ValidateAsync(params JsonNode[] messages) =>
        shared.Sim.LineAsync(HttpMethod.Post, "/v2/bot/message/validate/push", new { messages });

    public sealed class OneSimulator : IAsyncLifetime
    {
        public SimulatorHost Sim { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sim = await SimulatorHost.StartAsync();

        public ValueTask DisposeAsync() => Sim.DisposeAsync();
    }
}
