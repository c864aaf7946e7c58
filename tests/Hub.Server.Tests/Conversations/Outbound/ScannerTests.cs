using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Hub.Server.Platform.Files;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>A hub whose scanner is not there yet.</summary>
public sealed class ScannedHub : ChatHub
{
    public ScannedHub() => Settings["Hub:ClamAv"] = $"127.0.0.1:{Scanner.Port}";

    public Clamd Scanner { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Scanner.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class ScannerTests : IClassFixture<ScannedHub>
{
    private readonly ScannedHub hub;

    public ScannerTests(ScannedHub hub)
    {
        if (Clamd.Missing is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }

        this.hub = hub;
    }

    [Fact]
    public async Task FI8_files_are_held_while_the_scanner_is_down_and_what_it_finds_is_never_served()
    {
        var harmless = await SendFileAsync("harmless"u8.ToArray());
        var harmful = await SendFileAsync(Clamd.TestFile);
        foreach (var conversation in new[] { harmless, harmful })
        {
            var held = await BecomesAsync(conversation, "held");
            Assert.Equal(JsonValueKind.Null, held.GetProperty("url").ValueKind);
            (await hub.Admin.SendAsync("GET", $"/api/attachments/{held.GetProperty("id").GetGuid()}")).Is(HttpStatusCode.NotFound);
        }

        (await UploadAsync("harmless"u8.ToArray())).Is(HttpStatusCode.ServiceUnavailable, "scanner_unavailable");

        await hub.Scanner.StartAsync();
        var stored = await BecomesAsync(harmless, "stored");
        (await hub.Admin.SendAsync("GET", stored.GetProperty("url").GetString()!)).Is(HttpStatusCode.OK);
        var found = await BecomesAsync(harmful, "infected");
        Assert.Equal(JsonValueKind.Null, found.GetProperty("url").ValueKind);
        foreach (var path in new[] { "", "/preview" })
        {
            (await hub.Admin.SendAsync("GET", $"/api/attachments/{found.GetProperty("id").GetGuid()}{path}")).Is(HttpStatusCode.NotFound);
        }

        (await UploadAsync(Clamd.TestFile)).Is(HttpStatusCode.UnprocessableEntity, "infected_file");
        (await UploadAsync("harmless"u8.ToArray())).Is(HttpStatusCode.Created);

        // Larger than this scanner takes: nobody has looked, so nobody gets it.
        (await UploadAsync(new byte[3 << 20])).Is(HttpStatusCode.ServiceUnavailable, "scanner_unavailable");
    }

    [Theory]
    [InlineData("127.0.0.1:3310", true)]
    [InlineData("clamd.internal:3310", true)]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("unix:clamd.ctl", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("tcp://127.0.0.1:3310", false)]
    [InlineData("127.0.0.1:3310/scan", false)]
    public void A_scanner_is_named_by_host_and_port_or_by_its_socket(string text, bool right) => Assert.Equal(right, VirusScanner.Parse(text) is not null);

    private async Task<Guid> SendFileAsync(byte[] bytes)
    {
        var user = await hub.PhoneAsync("Sends a file");
        await hub.WriteAsync(user, new { type = "file", data = Convert.ToBase64String(bytes), contentType = "application/pdf", fileName = "a.pdf" });
        return await hub.ConversationOfAsync(user);
    }

    private async Task<JsonElement> BecomesAsync(Guid conversation, string state)
    {
        JsonElement file = default;
        await Eventually.HoldsAsync(
            async () => (file = Assert.Single((await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments").EnumerateArray().ToList())).GetProperty("state").GetString() == state,
            what: $"the file is {state}");
        return file;
    }

    private Task<Answer> UploadAsync(byte[] bytes) => hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
    {
        request.Headers.Add("X-File-Name", "a.pdf");
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } };
    });
}
