using Hub.Server.Platform;
using Hub.Server.Platform.Startup;

namespace Hub.Server.Backup;

/// <summary>What stands behind <c>backup</c> and <c>restore</c> on the command line.</summary>
internal sealed record CommandArguments(string Command, string File, HubOptions Options, string? Passphrase, bool Force, bool Check, bool WithoutKey)
{
    private const int ShortestPassphrase = 12;

    public const string Usage = """
        Usage:
          backup FILE [--data DIR] [--passphrase-file F] [--without-key] [--force]
          restore FILE [--data DIR] [--passphrase-file F] [--force]
          restore --check FILE [--passphrase-file F]

          --data DIR           the hub's data directory (default: the server's)
          --passphrase-file F  seal the backup with the first line of F, or open it with that (or set Hub__BackupPassphrase)
          --without-key        leave the master key out: a restore then needs it in Hub__MasterKey
          --check              read the whole backup and say what it holds; change nothing
          --force              backup: replace FILE. restore: put the hub that is there aside

        """;

    public static bool Is(string[] args) => args is ["backup" or "restore", ..];

    /// <exception cref="BackupException">What is wrong with the command.</exception>
    /// <exception cref="StartupException">What is wrong with the settings.</exception>
    public static CommandArguments Read(string[] args)
    {
        string? file = null, data = null, passphraseFile = null;
        var (force, check, withoutKey) = (false, false, false);
        for (var i = 1; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--data" when i + 1 < args.Length:
                    data = args[++i];
                    break;
                case "--passphrase-file" when i + 1 < args.Length:
                    passphraseFile = args[++i];
                    break;
                case "--force":
                    force = true;
                    break;
                case "--check" when args[0] == "restore":
                    check = true;
                    break;
                case "--without-key" when args[0] == "backup":
                    withoutKey = true;
                    break;
                case var name when file is null && !name.StartsWith('-'):
                    file = name;
                    break;
                case var other:
                    throw new UsageException($"{other} is not understood.");
            }
        }

        var configuration = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables();
        if (data is not null)
        {
            configuration.AddInMemoryCollection([new("Hub:DataDirectory", data)]);
        }

        var settings = configuration.Build();
        var problems = new StartupProblems();
        var options = HubOptions.Read(settings, problems);
        problems.ThrowIfAny();
        return new CommandArguments(
            args[0], Path.GetFullPath(file ?? throw new UsageException("The backup's file is missing.")), options, ReadPassphrase(passphraseFile, settings["Hub:BackupPassphrase"], args[0]), force, check, withoutKey);
    }

    private static string? ReadPassphrase(string? file, string? setting, string command)
    {
        string? passphrase;
        try
        {
            passphrase = file is null ? setting : System.IO.File.ReadLines(file).FirstOrDefault() ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The passphrase cannot be read: {exception.Message}");
        }

        return passphrase is { Length: < ShortestPassphrase } && command == "backup"
            ? throw new BackupException($"The passphrase is shorter than {ShortestPassphrase} characters. Make one with: openssl rand -base64 32")
            : passphrase;
    }
}

/// <summary>The command itself is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
