using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Hub.Server.Platform.Outbox;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class OutboxTests
{
    [Fact]
    public async Task Facts_of_a_lane_reach_a_handler_in_the_order_of_their_commits()
    {
        var handler = new RecordingHandler();
        await using var hub = await StartAsync(handler);
        var lanes = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToList();
        await Task.WhenAll(lanes.Select(async lane =>
        {
            for (var number = 1; number <= 25; number++)
            {
                await WriteAsync(hub, lane, number);
            }
        }));

        await Eventually.HoldsAsync(() => lanes.All(lane => handler.Seen(lane).Distinct().Count() == 25));
        Assert.All(lanes, lane => Assert.Equal(Enumerable.Range(1, 25), handler.Seen(lane)));
    }

    [Fact]
    public async Task P6_A_fact_that_cannot_be_handled_holds_up_its_own_lane_only_and_is_replayed_in_order()
    {
        var handler = new RecordingHandler();
        await using var hub = await StartAsync(handler);
        var (poisoned, healthy) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        handler.Poison = (poisoned, 2);
        for (var number = 1; number <= 4; number++)
        {
            await WriteAsync(hub, poisoned, number);
            await WriteAsync(hub, healthy, number);
        }

        await Eventually.HoldsAsync(() => handler.Seen(healthy).Count == 4);
        var (_, admin) = await SignedInPeople.AddAsync(hub.Services, hub.Address, "admin");
        using var client = admin;
        List<JsonElement> parked = [];
        await Eventually.HoldsAsync(async () =>
        {
            parked = [.. (await client.SendAsync("GET", "/api/parked")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];
            return parked.Count == 3;
        });
        Assert.Equal([1], handler.Seen(poisoned));
        Assert.All(parked, item => Assert.Equal("fact", item.GetProperty("kind").GetString()));
        Assert.Single(parked, item => item.GetProperty("error").GetString() == nameof(InvalidOperationException));

        var id = parked[0].GetProperty("id").GetString();
        var refused = (await client.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK).Json;
        Assert.False(refused.GetProperty("settled").GetBoolean());
        handler.Poison = null;
        Assert.True((await client.SendAsync("POST", $"/api/parked/{id}/replay")).Is(HttpStatusCode.OK).Json.GetProperty("settled").GetBoolean());
        Assert.Equal([1, 2, 3, 4], handler.Seen(poisoned));
        await WriteAsync(hub, poisoned, 5);
        await Eventually.HoldsAsync(() => handler.Seen(poisoned).Count == 5);
    }

    [Fact]
    public async Task P5_What_was_written_while_no_node_ran_is_handled_after_the_next_start()
    {
        var lane = Guid.CreateVersion7();
        var database = await TestDatabases.CreateAsync();
        var before = new RecordingHandler();
        await using (var hub = await StartAsync(before, database))
        {
            await WriteAsync(hub, lane, 1);
            await Eventually.HoldsAsync(() => before.Seen(lane).Count == 1);
        }

        await using (var source = NpgsqlDataSource.Create(database))
        {
            await WriteAsync(source, lane, 2);
        }

        var after = new RecordingHandler();
        await using var again = await StartAsync(after, database);
        await Eventually.HoldsAsync(() => after.Seen(lane).Contains(2));
    }

    [Fact]
    public async Task P5_A_handler_that_is_new_gets_every_fact_since_the_start_however_late_its_shard_is_served()
    {
        var lane = Guid.CreateVersion7();
        var database = await TestDatabases.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await ExecuteAsync(source, "INSERT INTO platform.lease (name, fence, until) SELECT 'outbox:' || n, 1, 'infinity' FROM generate_series(0, 31) n");
        var handler = new RecordingHandler();
        await using var hub = await StartAsync(handler, database);
        await WriteAsync(hub, lane, 1);

        await ExecuteAsync(source, "UPDATE platform.lease SET until = '-infinity'");

        await Eventually.HoldsAsync(() => handler.Seen(lane).Count == 1);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<HubFixture> StartAsync(RecordingHandler handler, string? database = null) =>
        HubFixture.StartAsync([new("ConnectionStrings:Hub", database), new("Hub:MasterKey", Convert.ToBase64String(new byte[32]))], adjust: builder => builder.Services.AddSingleton<IFactHandler>(handler));

    private static async Task WriteAsync(HubFixture hub, Guid lane, int number)
    {
        await WriteAsync(hub.Database, lane, number);
        hub.Services.GetRequiredService<FactSignal>().Raise();
    }

    private static async Task WriteAsync(NpgsqlDataSource database, Guid lane, int number)
    {
        await using var connection = await database.OpenConnectionAsync();
        var batch = new NpgsqlBatch(connection);
        Fact.AddInserts(batch, [Fact.Create(lane, RecordingHandler.Type, new { number })]);
        await batch.ExecuteNonQueryAsync();
    }

    private sealed class RecordingHandler : IFactHandler
    {
        public const string Type = "test.happened";
        private readonly ConcurrentQueue<(Guid Lane, int Number)> seen = new();

        public (Guid Lane, int Number)? Poison { get; set; }

        public string Name => "test-recording";

        public bool Handles(StoredFact fact) => fact.Type == Type;

        public List<int> Seen(Guid lane) => [.. seen.Where(entry => entry.Lane == lane).Select(entry => entry.Number)];

        public Task HandleAsync(StoredFact fact, CancellationToken cancellationToken)
        {
            var number = JsonElement.Parse(fact.Data).GetProperty("number").GetInt32();
            if (Poison == (fact.Lane, number))
            {
                throw new InvalidOperationException("This one cannot be handled.");
            }

            seen.Enqueue((fact.Lane, number));
            return Task.CompletedTask;
        }
    }
}
