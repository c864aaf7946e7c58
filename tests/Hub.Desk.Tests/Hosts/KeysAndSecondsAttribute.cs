using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Hub.Desk.Tests.Hosts;

/// <summary>Writes into each journey's output how many keys were pressed in its windows, typed words included, and how long it took. Neither decides anything.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class KeysAndSecondsAttribute : BeforeAfterTestAttribute
{
    private static long started;
    private static int keys;

    /// <summary>A key went down in a window of the journey that runs.</summary>
    public static void Pressed() => Interlocked.Increment(ref keys);

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => (started, keys) = (Stopwatch.GetTimestamp(), 0);

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test) =>
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keys} keys, {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
}
