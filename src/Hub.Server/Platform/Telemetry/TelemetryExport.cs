using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hub.Server.Platform.Telemetry;

/// <summary>Sends traces and metrics by OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set; otherwise nothing is listened to and nothing costs.</summary>
internal sealed class TelemetryExport(IConfiguration configuration, Nodes.HubNode node) : IHostedService
{
    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return Task.CompletedTask;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("crmhub", serviceInstanceId: node.Id.ToString());
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(HubTelemetry.Name, "Microsoft.AspNetCore", "Microsoft.AspNetCore.SignalR.Server", "System.Net.Http", "Npgsql")
            .AddOtlpExporter()
            .Build();
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(HubTelemetry.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Http.Connections",
                "Microsoft.AspNetCore.Diagnostics", "System.Net.Http", "System.Runtime", "Npgsql")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        const int limit = 2000;
        traces?.ForceFlush(limit);
        metrics?.ForceFlush(limit);
        traces?.Dispose();
        metrics?.Dispose();
        return Task.CompletedTask;
    }
}
