using Hub.Server.Platform.Database;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class CachedReadTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<TaskCompletionSource<string>> reads = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_read_once_for_all_who_ask_and_again_when_it_is_old()
    {
        var cache = new CachedRead<string>(TimeSpan.FromSeconds(5), time);
        var (first, second) = (Ask(cache), Ask(cache));
        reads.Single().SetResult("one");
        Assert.Equal(["one", "one"], await Task.WhenAll(first, second));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal("one", await Ask(cache));
        time.Advance(TimeSpan.FromSeconds(1));
        var third = Ask(cache);
        reads[1].SetResult("two");
        Assert.Equal("two", await third);
    }

    [Fact]
    public async Task What_was_read_while_it_was_changed_is_not_kept_and_whoever_asks_after_the_change_gets_the_new()
    {
        var cache = new CachedRead<string>(TimeSpan.FromSeconds(5), time);
        var before = Ask(cache);
        cache.Forget();
        var after = Ask(cache);
        reads[0].SetResult("old");
        Assert.Equal("old", await before);
        await Eventually.HoldsAsync(() => reads.Count == 2);
        reads[1].SetResult("new");
        Assert.Equal("new", await after);
        Assert.Equal("new", cache.Kept);
    }

    [Fact]
    public async Task What_is_kept_serves_on_where_that_is_allowed_and_never_after_it_was_forgotten()
    {
        var cache = new CachedRead<string>(TimeSpan.FromSeconds(5), time);
        var first = Ask(cache, mayKeepOld: true);
        reads[0].SetResult("one");
        await first;
        time.Advance(TimeSpan.FromSeconds(6));
        var again = Ask(cache, mayKeepOld: true);
        reads[1].SetException(new IOException());
        Assert.Equal("one", await again);
        Assert.Equal("one", await Ask(cache));

        time.Advance(TimeSpan.FromSeconds(6));
        var strict = Ask(cache);
        reads[2].SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => strict);
        cache.Forget();
        var forgotten = Ask(cache, mayKeepOld: true);
        reads[3].SetException(new IOException());
        await Assert.ThrowsAsync<IOException>(() => forgotten);
    }

    private Task<string> Ask(CachedRead<string> cache, bool mayKeepOld = false) => cache.GetAsync(
        _ =>
        {
            reads.Add(new TaskCompletionSource<string>());
            return reads[^1].Task;
        },
        Token, mayKeepOld ? _ => true : null).AsTask();
}
