using System.Collections.Concurrent;
using Hub.Simulator.State;

namespace Hub.Simulator.Plays;

/// <summary>The plays in their order, and the run of each that goes on or was the last one.</summary>
internal sealed partial class PlayHouse(IEnumerable<IPlay> plays, PageStream pages, IHostApplicationLifetime lifetime, ILogger<PlayHouse> logger)
{
    private readonly ConcurrentDictionary<string, PlayRun> runs = new();
    private readonly Lock gate = new();

    public IEnumerable<IPlay> Plays => plays;

    public PlayRun? Run(string key) => runs.GetValueOrDefault(key);

    /// <returns>Null when it is being played already.</returns>
    public PlayRun? Start(IPlay play)
    {
        PlayRun run;
        lock (gate)
        {
            if (runs.TryGetValue(play.Key, out var earlier) && !earlier.IsOver)
            {
                return null;
            }
            earlier?.Stop();
            runs[play.Key] = run = new PlayRun(play.Key, lifetime.ApplicationStopping, Tell);
        }
        _ = Task.Run(() => PlayAsync(play, run));
        return run;
    }

    private async Task PlayAsync(IPlay play, PlayRun run)
    {
        try
        {
            await play.RunAsync(run, run.Stopped);
            run.Ends("done");
        }
        catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
        {
            run.Ends("stopped");
        }
        catch (PlayFailedException failure)
        {
            run.Fails(failure.Message);
        }
        catch (Exception error)
        {
            Log.Failed(logger, play.Key, error);
            run.Fails("unexpected");
        }
    }

    private void Tell(PlayRun run)
    {
        // What an earlier run still learns belongs to nobody any more.
        if (runs.TryGetValue(run.Key, out var current) && current == run)
        {
            pages.Tell("play", () => new { key = run.Key, run = run.View() });
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The play {Key} ended early")]
        public static partial void Failed(ILogger logger, string key, Exception error);
    }
}

internal static class PlayServices
{
    public static void AddPlays(this IServiceCollection services)
    {
        services.AddSingleton<PlayHouse>();
        services.AddSingleton<PlayPhones>();
        services.AddSingleton<HubDesk>();
        services.AddSingleton<Supervisor>();
        services.AddSingleton<IPlay, LateParcelPlay>();
        services.AddSingleton<IPlay, RestartPlay>();
        services.AddSingleton<IPlay, VisitorPlay>();
        services.AddSingleton<IPlay, ColleaguePlay>();
        services.AddSingleton<IPlay, BlockedPlay>();
    }
}
