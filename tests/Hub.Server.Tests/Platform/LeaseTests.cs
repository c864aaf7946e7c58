using Hub.Server.Platform.Nodes;
using Hub.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class LeaseTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lease_has_one_holder_and_passes_on_when_given_back()
    {
        var (first, second) = (await NodeAsync("a", TimeProvider.System), await NodeAsync("b", TimeProvider.System));
        await using (var held = await first.TryAcquireAsync("one", Long, Stop))
        {
            Assert.NotNull(held);
            Assert.Null(await second.TryAcquireAsync("one", Long, Stop));
        }

        await using var taken = await second.TryAcquireAsync("one", Long, Stop);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task Twenty_nodes_at_once_give_one_holder()
    {
        var keeper = await NodeAsync("crowd", TimeProvider.System);
        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => keeper.TryAcquireAsync("crowded", Long, Stop)));

        await using var winner = Assert.Single(leases, lease => lease is not null);
    }

    [Fact]
    public async Task Renewed_lease_outlives_its_duration()
    {
        var clock = new FakeTimeProvider();
        var (first, second) = (await NodeAsync("c", clock), await NodeAsync("d", TimeProvider.System));
        await using var held = await first.AcquireAsync("renewed", Long, Stop);

        for (var renewal = 1; renewal <= 4; renewal++)
        {
            var before = await UntilAsync("renewed");
            clock.Advance(Long / 3);

            // Each renewal sets its own deadline and then the time of the next.
            await Eventually.HoldsAsync(() => clock.TimersSet == 1 + (2 * renewal), cancellationToken: Stop);
            Assert.True(await UntilAsync("renewed") > before);
        }

        Assert.Null(await second.TryAcquireAsync("renewed", Long, Stop));
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task F07_Paused_holder_can_record_nothing_after_another_took_over()
    {
        var frozen = new FakeTimeProvider();
        var (paused, other) = (await NodeAsync("e", frozen), await NodeAsync("f", TimeProvider.System));
        await using var zombie = await paused.AcquireAsync("fenced", Short, Stop);

        await using var successor = await other.AcquireAsync("fenced", Short, Stop);

        Assert.True(successor.Fence > zombie.Fence);
        await using var connection = await postgres.DataSource.OpenConnectionAsync(Stop);
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await successor.EnsureHeldAsync(connection, Stop);
        await Assert.ThrowsAsync<LeaseLostException>(() => zombie.EnsureHeldAsync(connection, Stop));
        Assert.True(zombie.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task F07_Holder_that_wakes_up_learns_that_its_lease_is_gone()
    {
        var frozen = new FakeTimeProvider();
        var (paused, other) = (await NodeAsync("g", frozen), await NodeAsync("h", TimeProvider.System));
        await using var zombie = await paused.AcquireAsync("slept", Short, Stop);
        await using var successor = await other.AcquireAsync("slept", Short, Stop);

        frozen.Advance(Short);

        await Eventually.HoldsAsync(() => zombie.Lost.IsCancellationRequested, cancellationToken: Stop);
    }

    [Fact]
    public async Task Node_takes_back_what_its_earlier_life_held_and_fences_that_life_off()
    {
        var earlier = await HubNode.RegisterAsync(postgres.DataSource, "reborn", TimeProvider.System, Stop);
        var before = new LeaseKeeper(postgres.DataSource, earlier, new FakeTimeProvider(), NullLogger<LeaseKeeper>.Instance);
        await using var old = await before.AcquireAsync("reborn", Long, Stop);
        await using (var job = postgres.DataSource.CreateCommand("INSERT INTO platform.job (id, kind, key, data, node_id, lease_until, fence) VALUES ($1, 'test', 'reborn', '{}', $1, clock_timestamp() + interval '1 hour', 4)"))
        {
            job.Parameters.Add(new() { Value = earlier.Id });
            await job.ExecuteNonQueryAsync(Stop);
        }

        var now = await HubNode.RegisterAsync(postgres.DataSource, "reborn", TimeProvider.System, Stop);

        Assert.Equal([earlier.Id], now.EarlierLives);
        var after = new LeaseKeeper(postgres.DataSource, now, TimeProvider.System, NullLogger<LeaseKeeper>.Instance);
        await using var taken = await after.TryAcquireAsync("reborn", Long, Stop);
        Assert.NotNull(taken);
        await using var connection = await postgres.DataSource.OpenConnectionAsync(Stop);
        await Assert.ThrowsAsync<LeaseLostException>(() => old.EnsureHeldAsync(connection, Stop));
        await using var left = new NpgsqlCommand("SELECT fence FROM platform.job WHERE kind = 'test' AND key = 'reborn' AND node_id IS NULL AND lease_until IS NULL", connection);
        Assert.Equal(5L, await left.ExecuteScalarAsync(Stop));
    }

    [Fact]
    public async Task Other_nodes_keep_their_leases_when_one_starts()
    {
        var keeper = await NodeAsync("steady", TimeProvider.System);
        await using var held = await keeper.AcquireAsync("steady", Long, Stop);

        await HubNode.RegisterAsync(postgres.DataSource, "newcomer", TimeProvider.System, Stop);

        await using var connection = await postgres.DataSource.OpenConnectionAsync(Stop);
        await held.EnsureHeldAsync(connection, Stop);
    }

    private async Task<DateTime> UntilAsync(string name)
    {
        await using var command = postgres.DataSource.CreateCommand("SELECT until FROM platform.lease WHERE name = $1");
        command.Parameters.Add(new() { Value = name });
        return (DateTime)(await command.ExecuteScalarAsync(Stop))!;
    }

    private async Task<LeaseKeeper> NodeAsync(string name, TimeProvider time) =>
        new(postgres.DataSource, await HubNode.RegisterAsync(postgres.DataSource, name, TimeProvider.System, Stop), time, NullLogger<LeaseKeeper>.Instance);
}
