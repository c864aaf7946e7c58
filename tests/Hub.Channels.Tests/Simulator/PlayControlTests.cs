using System.Net;
using Xunit;

namespace Hub.Channels.Tests.Simulator;

public sealed class PlayControlTests : SimulatorTest
{
    [Theory]
    [InlineData("restart")]
    [InlineData("colleague")]
    [InlineData("blocked")]
    public async Task What_needs_a_demo_hub_is_not_played_beside_another_one(string play)
    {
        using var answer = await Sim.Http.PostAsync($"/sim/plays/{play}", null, Stop);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Empty(Sim.Hooks.Received);
    }

    [Fact]
    public async Task Nothing_is_played_unasked_and_a_play_can_be_stopped()
    {
        Assert.Empty(Sim.Hooks.Received);
        var hold = new TaskCompletionSource(); // What is not acknowledged keeps the play from its end.
        Sim.Hooks.Answer = async _ =>
        {
            await hold.Task;
            return 200;
        };
        using var started = await Sim.Http.PostAsync("/sim/plays/parcel", null, Stop);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        await UntilAsync(() => Task.FromResult(Sim.Hooks.Received.Any()), "the first message arrives");
        using var twice = await Sim.Http.PostAsync("/sim/plays/parcel", null, Stop);
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
        using var stopped = await Sim.Http.DeleteAsync("/sim/plays/parcel", Stop);
        Assert.Equal(HttpStatusCode.NoContent, stopped.StatusCode);
        await UntilAsync(async () => (await Sim.Http.GetStringAsync("/sim/plays", Stop)).Contains("\"stopped\"", StringComparison.Ordinal), "the play is stopped");
        hold.SetResult();
        using var unknown = await Sim.Http.PostAsync("/sim/plays/opera", null, Stop);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task LINE_refuses_to_deliver_to_somebody_who_has_left_and_swallows_what_goes_to_somebody_who_has_blocked()
    {
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block");
        using (var swallowed = await Sim.PushAsync(User, "a"))
        {
            Assert.Equal(HttpStatusCode.OK, swallowed.StatusCode);
        }

        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/unblock");
        var token = await ReplyTokenAsync();
        await Sim.SimAsync(HttpMethod.Post, $"/users/{User}/block?refuses=true");
        using var pushed = await Sim.PushAsync(User, "b");
        using var replied = await Sim.ReplyAsync(token, "c");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (pushed.StatusCode, replied.StatusCode));
        Assert.Equal("Failed to send messages", Text((await SimulatorHost.BodyAsync(replied))["message"]));
    }
}
