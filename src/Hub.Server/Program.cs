using Hub.Server;
using Hub.Server.Backup;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Startup;

if (VerifyCommand.Is(args))
{
    return await VerifyCommand.RunAsync(args, StandardError.Write, CancellationToken.None);
}

if (CommandArguments.Is(args))
{
    return await BackupCommands.RunAsync(args);
}

try
{
    await using var app = await HubApplication.BuildAsync(args);
    var stopping = app.Lifetime.ApplicationStopping;
    try
    {
        await app.RunAsync();
    }
    catch (OperationCanceledException) when (stopping.IsCancellationRequested)
    {
        // Asked to stop before it had started; what had begun has been put away.
    }

    return 0;
}
catch (StartupException exception)
{
    StandardError.Write(exception.Message + "\n");
    return exception.ExitCode;
}
catch (IOException exception) when (exception.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
{
    // Somebody was quicker between the check and Kestrel.
    StandardError.Write($"CrmHub cannot start: {exception.Message} Choose another port with --urls.\n");
    return 1;
}
