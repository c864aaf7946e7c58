using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Server.Platform.Telemetry;
using Hub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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
    public async Task Gauges_report_what_was_set_last()
    {
        await using var hub = await HubFixture.StartAsync();
        var telemetry = hub.Services.GetRequiredService<HubTelemetry>();
        telemetry.SetParked(71_234);
        telemetry.SetOutboxAge(TimeSpan.FromSeconds(98.5));
        var counts = new ConcurrentBag<long>();
        var ages = new ConcurrentBag<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name is "hub.parked.count" or "hub.outbox.age")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => counts.Add(value));
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => ages.Add(value));
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Contains(71_234, counts);
        Assert.Contains(98.5, ages);
    }
}
