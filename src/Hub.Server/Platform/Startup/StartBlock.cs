using System.Text;
using Hub.Server.Platform.Health;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Hub.Server.Platform.Startup;

/// <summary>Knows the server's address once it listens, and prints the one block a person needs to begin.</summary>
internal sealed class StartBlock(HubOptions options, IServer server, HubReadiness readiness, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await using var onStopping = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        try
        {
            await started.Task;
            if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri))
            {
                options.PublicUrl ??= new Uri(uri.GetLeftPart(UriPartial.Authority));
            }

            while (options.ShowStart && await readiness.CheckAsync(stoppingToken) is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (options.ShowStart)
        {
            StandardError.Write(Text());
        }
    }

    private string Text()
    {
        var block = new StringBuilder("\n");
        void Line(string name, string? value)
        {
            if (value is not null)
            {
                block.Append("  ").Append(name.PadRight(14)).Append(value).Append('\n');
            }
        }

        block.Append(options.Demo ? "CrmHub is running (demo: sample data, this machine only)\n\n" : "CrmHub is running\n\n");
        Line("Desk", options.PublicUrl?.GetLeftPart(UriPartial.Authority));
        Line("Sign in", options is { AdminEmail: { } email, AdminPassword: { } password } ? $"{email}   {password}" : null);
        Line("Phone page", options.SimulatorUrl?.GetLeftPart(UriPartial.Authority));
        Line("Sample shop", options.SimulatorUrl is { } simulator ? new Uri(simulator, "/shop").ToString() : null);
        Line("Data", options.DataDirectory);
        Line("Stop", "Ctrl+C");
        return block.Append('\n').ToString();
    }
}

/// <summary>For people, on the stream that log collectors leave alone.</summary>
internal static class StandardError
{
    public static void Write(string text)
    {
#pragma warning disable RS0030 // Only Console's stream goes on where others wrote when this is a file that several programs share.
        using var stream = Console.OpenStandardError();
#pragma warning restore RS0030
        try
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // Nobody listens.
        }
    }
}
