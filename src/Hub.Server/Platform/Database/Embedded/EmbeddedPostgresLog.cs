namespace Hub.Server.Platform.Database.Embedded;

internal static partial class EmbeddedPostgresLog
{
    [LoggerMessage(1101, LogLevel.Information, "Made an embedded database with PostgreSQL {Version}")]
    public static partial void Created(ILogger logger, Version version);

    [LoggerMessage(1102, LogLevel.Warning, "Stopping a PostgreSQL that an earlier life left behind (process {ProcessId})")]
    public static partial void StoppingLeftover(ILogger logger, int processId);

    [LoggerMessage(1103, LogLevel.Error, "The embedded PostgreSQL ended unexpectedly and is started anew")]
    public static partial void Died(ILogger logger);

    [LoggerMessage(1104, LogLevel.Warning, "PostgreSQL: {Line}")]
    public static partial void Line(ILogger logger, string line);
}
