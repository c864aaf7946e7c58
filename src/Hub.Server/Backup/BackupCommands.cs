using System.Runtime.InteropServices;
using Hub.Server.Platform;
using Hub.Server.Platform.Startup;
using Npgsql;

namespace Hub.Server.Backup;

/// <summary>The server's commands besides serving. Exit code 0: done; 1: not done, and why; 2: not understood; 130: interrupted.</summary>
internal static class BackupCommands
{
    public static async Task<int> RunAsync(string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true; // What was begun is taken back first.
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        try
        {
            var arguments = CommandArguments.Read(args);
            await (arguments.Command == "backup" ? MakeBackup.RunAsync(arguments, Say, stop.Token) : RestoreBackup.RunAsync(arguments, Say, stop.Token));
            return 0;
        }
        catch (UsageException exception)
        {
            StandardError.Write($"{exception.Message}\n\n{CommandArguments.Usage}");
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Failed(args[0], "interrupted", 130);
        }
        catch (Exception exception) when (exception is BackupException or StartupException)
        {
            return Failed(args[0], exception.Message);
        }
        catch (Exception exception) when (exception is NpgsqlException or IOException or UnauthorizedAccessException)
        {
            return Failed(args[0], exception is PostgresException postgres ? $"the database says: {postgres.MessageText} ({postgres.SqlState})" : exception.InnerException?.Message ?? exception.Message);
        }
    }

    private static int Failed(string command, string why, int code = 1)
    {
        StandardError.Write($"No {command} was made: {why}\n{(command == "restore" ? "Nothing was changed.\n" : "")}");
        return code;
    }

    private static void Say(string line) => StandardError.Write(line + "\n");
}
