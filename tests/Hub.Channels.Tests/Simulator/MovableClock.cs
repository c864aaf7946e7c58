namespace Hub.Channels.Tests.Simulator;

/// <summary>The real clock, shifted on request. Timers stay real, so that pauses under test end.</summary>
public sealed class MovableClock : TimeProvider
{
    private TimeSpan shift;

    public void Advance(TimeSpan by) => shift += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
}
