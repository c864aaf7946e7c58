using System.Net;
using System.Net.Http.Json;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

public sealed class ControlTests : SimulatorTest
{
    [Fact]
    public async Task A_new_account_has_its_own_token_secret_and_people()
    {
        using var made = await Sim.Http.PostAsJsonAsync("/sim/accounts", new { key = "third", channelSecret = "s3" }, Stop);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var info = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/info", token: "third-token");
        Assert.Equal(HttpStatusCode.OK, info.StatusCode);
        using var foreign = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/profile/" + User, token: "third-token");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        using var twice = await Sim.Http.PostAsJsonAsync("/sim/accounts", new { key = "third", channelId = "42" }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task The_control_api_answers_no_foreign_page(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sim/accounts");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await Sim.Http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Somebody_who_blocked_the_account_cannot_write()
    {
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block");
        using var answer = await Sim.Http.PostAsJsonAsync($"/sim/accounts/line-demo/users/{User}/messages", new { type = "text", text = "a" }, Stop);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"type":"text","text":""}""")]
    [InlineData("""{"type":"telegram"}""")]
    [InlineData("""{"type":"video"}""")]
    [InlineData("""{"type":"file","data":"not base64!"}""")]
    [InlineData("""{"type":"file","data":"AAAA","contentType":"no type"}""")]
    [InlineData("""{"type":"sticker","stickerResourceType":"HUGE"}""")]
    [InlineData("""{"type":"postback"}""")]
    public async Task What_a_phone_could_not_send_is_refused_and_causes_no_webhook(string message)
    {
        using var content = new StringContent(message, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Sim.Http.PostAsync($"/sim/accounts/line-demo/users/{User}/messages", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(Sim.Hooks.Received);
    }

    [Fact]
    public async Task An_open_page_hears_of_a_message()
    {
        using var stream = new StreamReader(await Sim.Http.GetStreamAsync("/sim/stream", Stop));
        while (await stream.ReadLineAsync(Stop) != "event: hello")
        {
            // The stream opens with a greeting; what comes after it is not missed.
        }
        using var push = await Sim.PushAsync(User, "見えますか");
        string? line;
        do
        {
            line = await stream.ReadLineAsync(Stop);
        }
        while (line is not null && !line.Contains("見えますか", StringComparison.Ordinal));
        Assert.NotNull(line);
    }

    [Fact]
    public async Task The_pages_are_served_and_the_shop_loads_the_hubs_widget()
    {
        var phones = await Sim.Http.GetStringAsync("/", Stop);
        Assert.Contains("phones.css", phones);
        var shop = await Sim.Http.GetStringAsync("/shop", Stop);
        Assert.Contains($"<script src=\"{Sim.Hooks.Address}/widget.js\" data-site=\"web-demo\" async></script>", shop);
    }

    [Fact]
    public async Task A_restart_with_the_same_data_folder_keeps_people_messages_files_and_retry_keys()
    {
        var folder = Directory.CreateTempSubdirectory("simulator-test-");
        try
        {
            var key = Guid.CreateVersion7().ToString();
            string person;
            string photo;
            await using (var first = await SimulatorHost.StartAsync(folder.FullName))
            {
                person = Text((await first.SimAsync(HttpMethod.Post, "/users", new { displayName = "覚えている人" }))["userId"]);
                photo = Text((await first.WriteAsync(person, new { type = "image" }))["messageId"]);
                using var push = await first.PushAsync(person, "また明日", key);
            }
            await using var second = await SimulatorHost.StartAsync(folder.FullName);
            var thread = await second.ThreadAsync(person);
            Assert.Equal([photo, "hub"], [Text(thread[0]["id"]), Text(thread[1]["from"])]);
            using var content = await second.LineAsync(HttpMethod.Get, $"/v2/bot/message/{photo}/content");
            Assert.Equal(HttpStatusCode.OK, content.StatusCode);
            using var again = await second.PushAsync(person, "また明日", key);
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            using var usage = await second.LineAsync(HttpMethod.Get, "/v2/bot/message/quota/consumption");
            Assert.Equal(1, (await SimulatorHost.BodyAsync(usage))["totalUsage"]!.GetValue<int>());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
