using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Server.Platform.Telemetry;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class TelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_span_names_route_and_status_but_nothing_sent()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var hub = await HubFixture.StartAsync(map: app => app.MapGet("/api/test/span/{id}", () => TypedResults.NoContent()).AllowAnonymous());
        using var client = hub.CreateClient();
        using var answer = await client.GetAsync(new Uri("/api/test/span/canary?token=canary", UriKind.Relative), Stop);

        var span = await Eventually.GetAsync(() => Task.FromResult(spans.FirstOrDefault(span => Equals(span.GetTagItem("http.route"), "/api/test/span/{id}"))), cancellationToken: Stop);

        Assert.Equal("GET /api/test/span/{id}", span.DisplayName);
        Assert.Equal(204, span.GetTagItem("http.response.status_code"));
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("canary", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Gauges_report_what_was_set_last()
    {
        using var telemetry = new HubTelemetry();
        telemetry.SetParked(71_234);
        telemetry.SetOutboxAge(TimeSpan.FromSeconds(98.5));
        using var gauges = new Gauges();

        gauges.Read();

        Assert.Contains(71_234, gauges.Counts);
        Assert.Contains(98.5, gauges.Ages);
    }

    [Fact]
    public async Task What_waits_for_a_person_is_counted()
    {
        var database = await TestDatabases.CreateAsync(Stop);
        await using (var source = NpgsqlDataSource.Create(database))
        await using (var command = source.CreateCommand(
            "INSERT INTO platform.parked (id, kind, lane, key, raw, error) SELECT gen_random_uuid(), 'inbound', 'lane', n::text, '', 'test' FROM generate_series(1, 4321) n"))
        {
            await command.ExecuteNonQueryAsync(Stop);
        }

        await using var hub = await HubFixture.StartAsync([new("ConnectionStrings:Hub", database)]);
        using var gauges = new Gauges();
        await Eventually.HoldsAsync(
            () =>
            {
                gauges.Read();
                return gauges.Counts.Contains(4321);
            },
            cancellationToken: Stop);
    }

    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "hub.parked.count" or "hub.outbox.age")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };

        public Gauges()
        {
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => Counts.Add(value));
            listener.SetMeasurementEventCallback<double>((_, value, _, _) => Ages.Add(value));
            listener.Start();
        }

        public ConcurrentBag<long> Counts { get; } = [];

        public ConcurrentBag<double> Ages { get; } = [];

        public void Read() => listener.RecordObservableInstruments();

        public void Dispose() => listener.Dispose();
    }
}
