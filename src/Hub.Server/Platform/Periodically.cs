namespace Hub.Server.Platform;

/// <summary>The loop of whatever is done again and again while the server runs.</summary>
internal static partial class Periodically
{
    /// <summary>What fails, for whatever reason, is told of and done again next time: thrown on, it would end the server, which would meet the same after its next start.</summary>
    /// <param name="failed">What could not be done, for the log.</param>
    /// <param name="atOnce">Done first thing, too.</param>
    public static async Task RunAsync(
        TimeSpan every, Func<CancellationToken, Task> work, string failed, TimeProvider time, ILogger logger, CancellationToken stoppingToken, bool atOnce = false)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (atOnce || await timer.WaitForNextTickAsync(stoppingToken))
            {
                atOnce = false;
                try
                {
                    await work(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, failed, every, exception);
                }
            }
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // Thrown on, it would be logged as critical when the start of something else failed.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Warning, "{What}; tried again in {Every}")]
        public static partial void Failed(ILogger logger, string what, TimeSpan every, Exception exception);
    }
}
