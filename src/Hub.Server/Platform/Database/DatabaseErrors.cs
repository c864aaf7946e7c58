using Npgsql;

namespace Hub.Server.Platform.Database;

internal static class DatabaseErrors
{
    /// <summary>
    /// Whether the same again may succeed later: the connection broke, the database is stopping, starting, recovering, full or asks for a repetition.
    /// Npgsql itself does not count a database that is being stopped, and what every idle connection says then must cost no customer a message.
    /// </summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.IdleSessionTimeout } => true,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException postgres => postgres.IsTransient,
        NpgsqlException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether it lies with the one item that was worked on, so that the others can go on: the database answers.</summary>
    public static bool IsOfOne(Exception exception) => exception is not OperationCanceledException && !(exception is NpgsqlException && MayPass(exception));
}
