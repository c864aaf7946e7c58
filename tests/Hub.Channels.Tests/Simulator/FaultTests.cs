using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

public sealed class FaultTests : SimulatorTest
{
    [Fact]
    public async Task The_next_calls_are_refused_and_then_all_is_well()
    {
        await Sim.FaultsAsync(new { refuse = new { status = 503, next = 2 } });
        var statuses = await PushStatusesAsync(3);
        Assert.Equal([503, 503, 200], statuses);
        var left = await Sim.SimAsync(HttpMethod.Get, "/faults");
        Assert.Equal(0, left["refuse"]!["next"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_share_of_the_calls_is_refused_the_same_way_for_the_same_seed()
    {
        await Sim.FaultsAsync(new { seed = 7, refuse = new { status = 500, share = 0.5 } });
        var first = await PushStatusesAsync(30);
        await Sim.FaultsAsync(new { seed = 7, refuse = new { status = 500, share = 0.5 } });
        Assert.Equal(first, await PushStatusesAsync(30));
        Assert.Contains(500, first);
        Assert.Contains(200, first);
    }

    [Theory]
    [InlineData("rate", "The API rate limit has been exceeded. Try again later.")]
    [InlineData("quota", "You have reached your monthly limit.")]
    [InlineData("concurrency", "The API concurrency limit has been exceeded. Try again later.")]
    public async Task Each_kind_of_429_has_its_message(string kind, string message)
    {
        await Sim.FaultsAsync(new { rateLimit429 = new { kind, next = 1 } });
        using var answer = await Sim.PushAsync(User, "a");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(message, Text((await SimulatorHost.BodyAsync(answer))["message"]));
        Assert.Equal(200, Assert.Single(await PushStatusesAsync(1)));
    }

    [Fact]
    public async Task Hanging_up_before_accepting_leaves_nothing_behind()
    {
        await Sim.FaultsAsync(new { hangUp = new { when = "before", next = 1 } });
        await Assert.ThrowsAsync<HttpRequestException>(() => Sim.PushAsync(User, "a"));
        Assert.Empty(await Sim.ThreadAsync(User));
    }

    [Fact]
    public async Task Hanging_up_after_accepting_has_delivered_and_the_retry_key_says_so()
    {
        var key = Guid.CreateVersion7().ToString();
        await Sim.FaultsAsync(new { hangUp = new { when = "after", next = 1 } });
        await Assert.ThrowsAsync<HttpRequestException>(() => Sim.PushAsync(User, "a", key));
        using var again = await Sim.PushAsync(User, "a", key);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Single(await Sim.ThreadAsync(User));
    }

    [Fact]
    public async Task Latency_delays_the_answer()
    {
        await Sim.FaultsAsync(new { latencyMs = 150 });
        var start = TimeProvider.System.GetTimestamp();
        Assert.Equal(200, Assert.Single(await PushStatusesAsync(1)));
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(140));
    }

    [Fact]
    public async Task Content_is_not_ready_for_the_first_polls_and_gone_after_unsend()
    {
        await Sim.FaultsAsync(new { contentPreparing = 2 });
        var bytes = new byte[] { 1, 2, 3, 4 };
        var sent = await Sim.WriteAsync(User, new { type = "file", data = Convert.ToBase64String(bytes), fileName = "見積書.pdf", contentType = "application/pdf" });
        Assert.Equal(4, Assert.Single(Sim.Hooks.Events)["message"]!["fileSize"]!.GetValue<int>());
        var path = $"/v2/bot/message/{Text(sent["messageId"])}/content";
        using (var transcoding = await Sim.LineAsync(HttpMethod.Get, path + "/transcoding"))
        {
            Assert.Equal("processing", Text((await SimulatorHost.BodyAsync(transcoding))["status"]));
        }
        using (var preparing = await Sim.LineAsync(HttpMethod.Get, path))
        {
            Assert.Equal(HttpStatusCode.Accepted, preparing.StatusCode);
        }
        using (var ready = await Sim.LineAsync(HttpMethod.Get, path))
        {
            Assert.Equal("application/pdf", ready.Content.Headers.ContentType?.MediaType);
            Assert.Equal(bytes, await ready.Content.ReadAsByteArrayAsync(Stop));
        }
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/messages/{Text(sent["messageId"])}/unsend");
        using var gone = await Sim.LineAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        using var unknown = await Sim.LineAsync(HttpMethod.Get, "/v2/bot/message/1/content");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Slow_content_comes_whole()
    {
        await Sim.FaultsAsync(new { slowContent = new { bytesPerSecond = 20_000 } });
        var bytes = Enumerable.Range(0, 8000).Select(n => (byte)n).ToArray();
        var sent = await Sim.WriteAsync(User, new { type = "image", data = Convert.ToBase64String(bytes) });
        using var answer = await Sim.LineAsync(HttpMethod.Get, $"/v2/bot/message/{Text(sent["messageId"])}/content");
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(Stop));
    }

    [Fact]
    public async Task Duplicates_are_copies_of_the_same_bytes()
    {
        await Sim.FaultsAsync(new { webhook = new { duplicates = 3 } });
        await Sim.WriteAsync(User, new { type = "text", text = "三つ" });
        Assert.Equal(3, Sim.Hooks.Received.Count);
        Assert.Single(Sim.Hooks.Received.Select(hook => Convert.ToHexString(hook.Bytes)).Distinct());
    }

    [Fact]
    public async Task Redeliver_always_sends_an_accepted_event_a_second_time()
    {
        await Sim.FaultsAsync(new { webhook = new { redeliverAlways = true } });
        var outcome = await Sim.WriteAsync(User, new { type = "text", text = "二度" });
        Assert.Equal("delivered", Text(outcome["status"]));
        Assert.Equal([false, true], Sim.Hooks.Events.Select(one => one["deliveryContext"]!["isRedelivery"]!.GetValue<bool>()));
        Assert.Single(Sim.Hooks.Events.Select(one => Text(one["webhookEventId"])).Distinct());
    }

    [Fact]
    public async Task A_batch_puts_several_events_into_one_body()
    {
        await Sim.FaultsAsync(new { webhook = new { batch = 4 } });
        var texts = await WriteBehindTheFirstAsync(4);
        Assert.Equal(["0", "1", "2", "3"], texts);
        Assert.Equal(2, Sim.Hooks.Received.Count);
    }

    [Fact]
    public async Task Reordering_shuffles_within_the_window_and_loses_nothing()
    {
        await Sim.FaultsAsync(new { seed = 3, webhook = new { reorder = 10 } });
        var texts = (await WriteBehindTheFirstAsync(10)).Select(int.Parse).ToArray();
        Assert.NotEqual(Enumerable.Range(0, 10), texts);
        Assert.Equal(Enumerable.Range(0, 10), texts.Order());
    }

    [Theory]
    [InlineData("""{"refuse":{"status":200,"next":1}}""")]
    [InlineData("""{"hangUp":{"when":"later","next":1}}""")]
    [InlineData("""{"webhook":{"duplicates":0}}""")]
    public async Task Faults_that_make_no_sense_are_refused(string faults)
    {
        using var content = new StringContent(faults, System.Text.Encoding.UTF8, "application/json");
        using var answer = await Sim.Http.PutAsync("/sim/accounts/line-demo/faults", content, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotEmpty(Text(JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!["message"]));
    }

    /// <summary>Writes while the first webhook is held, so that all of them wait together; the texts in the order of arrival.</summary>
    private async Task<string[]> WriteBehindTheFirstAsync(int count)
    {
        var hold = new TaskCompletionSource();
        Sim.Hooks.Answer = async _ =>
        {
            await hold.Task;
            return 200;
        };
        await Sim.WriteAsync(User, new { type = "text", text = "first" }, wait: "none");
        await UntilAsync(() => Task.FromResult(Sim.Hooks.Received.Count == 1), "the first webhook");
        for (var i = 0; i < count; i++)
        {
            await Sim.WriteAsync(User, new { type = "text", text = $"{i}" }, wait: "none");
        }
        hold.SetResult();
        await UntilAsync(() => Task.FromResult(Sim.Hooks.Events.Count() == count + 1), "all events");
        return [.. Sim.Hooks.Events.Skip(1).Select(one => Text(one["message"]!["text"]))];
    }

    private async Task<int[]> PushStatusesAsync(int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
        {
            using var answer = await Sim.PushAsync(User, "a");
            statuses[i] = (int)answer.StatusCode;
        }
        return statuses;
    }
}
