namespace Hub.Server.Platform;

/// <summary>The server cannot start. The message is for the operator: setting, value, remedy; all problems at once. The process ends with <see cref="ExitCode"/>.</summary>
internal class StartupException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
