using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hub.Server.Platform.Telemetry;

/// <summary>The hub's own spans and measurements. Labels are channel kinds, handlers and outcomes: never customers, conversations or addresses.</summary>
internal sealed class HubTelemetry : IDisposable
{
    public const string Name = "Hub.Server";
    private readonly Meter meter = new(Name);
    private long parked;
    private double outboxAge;
    private double inboxAge;

    public HubTelemetry()
    {
        IngestAck = meter.CreateHistogram<double>("hub.ingest.ack.duration", "s", "From the first byte of a delivery to its acknowledgement.");
        InboxLag = meter.CreateHistogram<double>("hub.inbox.lag", "s", "From the provider's time to the committed message.");
        Received = meter.CreateCounter<long>("hub.inbox.messages", "{message}", "Messages committed.");
        Duplicates = meter.CreateCounter<long>("hub.inbox.duplicates", "{event}", "Events that were known already.");
        Refused = meter.CreateCounter<long>("hub.ingest.refused", "{delivery}", "Deliveries refused before acceptance, by reason.");
        Sent = meter.CreateCounter<long>("hub.outbound.messages", "{message}", "Messages handed to a provider, by channel and outcome.");
        Resyncs = meter.CreateCounter<long>("hub.live.resyncs", "{resync}", "Live connections told to fetch everything anew.");
        meter.CreateObservableGauge("hub.parked.count", () => Interlocked.Read(ref parked), "{item}", "Items waiting for a person.");
        meter.CreateObservableGauge("hub.outbox.age", () => Volatile.Read(ref outboxAge), "s", "Age of the oldest fact a handler has not seen.");
        meter.CreateObservableGauge("hub.inbox.age", () => Volatile.Read(ref inboxAge), "s", "Age of the oldest delivery not yet read.");
    }

    public static ActivitySource Source { get; } = new(Name);

    /// <summary>ASP.NET Core writes route, method and status on its own server spans, but only if asked before the host is built.</summary>
    public static void DescribeRequests() => AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

    public Histogram<double> IngestAck { get; }

    public Histogram<double> InboxLag { get; }

    public Counter<long> Received { get; }

    public Counter<long> Duplicates { get; }

    public Counter<long> Refused { get; }

    public Counter<long> Sent { get; }

    public Counter<long> Resyncs { get; }

    public void SetParked(long count) => Interlocked.Exchange(ref parked, count);

    public void SetOutboxAge(TimeSpan age) => Volatile.Write(ref outboxAge, age.TotalSeconds);

    public void SetInboxAge(TimeSpan age) => Volatile.Write(ref inboxAge, age.TotalSeconds);

    public void Dispose() => meter.Dispose();
}
