using System.Globalization;
using System.Net;
using Hub.Server.Platform.Startup;

namespace Hub.Server.Platform;

/// <summary>
/// The settings of the section <c>Hub</c> and the connection strings, read and checked once at start. Secrets among them
/// (<see cref="MasterKey"/>, <see cref="AdminPassword"/>, connection strings) are never logged.
/// </summary>
internal sealed class HubOptions
{
    /// <summary>Where this node keeps its files. Absolute. Root: /var/lib/crmhub; else $XDG_DATA_HOME/crmhub or ~/.local/share/crmhub.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Where attachments lie. Null = <c>files</c> in the data directory, which only one node can use; several nodes need a folder they share.</summary>
    public string? FilesDirectory { get; init; }

    /// <summary>The address people type, without a trailing slash. Without the setting it is the first address the server listens on, known once it listens.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>32 bytes in base64, or null: then <c>master.key</c> in the data directory.</summary>
    public string? MasterKey { get; init; }

    /// <summary>The first administrator; the demo has admin@demo.test.</summary>
    public string? AdminEmail { get; init; }

    /// <summary>The first administrator's password. The demo and <c>./run</c> make one up when it is not set.</summary>
    public string? AdminPassword { get; set; }

    /// <summary>Sample data, loopback only.</summary>
    public bool Demo { get; init; }

    /// <summary>Print the block with the addresses when ready. On in the demo unless set.</summary>
    public bool ShowStart { get; init; }

    /// <summary>Where the provider simulator listens, for the demo's channel accounts.</summary>
    public Uri? SimulatorUrl { get; init; }

    /// <summary>Where the simulator takes mail and serves mailboxes on this machine, for the demo's mail account.</summary>
    public long SimulatorSmtpPort { get; init; }

    /// <inheritdoc cref="SimulatorSmtpPort"/>
    public long SimulatorImapPort { get; init; }

    /// <summary>Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed. Nobody else's are.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Takes no notice of the list of allowed addresses: the way back in for an operator whose address has changed.</summary>
    public bool AnyAddress { get; init; }

    /// <summary>Mail servers may listen on any port. Else only where mail servers do, so that an account's settings cannot probe other services.</summary>
    public bool AnyMailPort { get; init; }

    /// <summary>Webhooks may be handed on to addresses of the hub's own network, and without TLS.</summary>
    public bool PrivateForwarding { get; init; }

    /// <summary>Name of this node, the same in each of its lives. Host name and data directory unless set.</summary>
    public required string NodeName { get; init; }

    /// <summary>Folder with the PostgreSQL programs for the embedded database (or its <c>bin</c>); null = look for them.</summary>
    public string? PostgresDirectory { get; init; }

    /// <summary>Null = embedded PostgreSQL.</summary>
    public string? Database { get; init; }

    /// <summary>Null = single node.</summary>
    public string? Redis { get; init; }

    /// <summary>Largest attachment an agent or visitor may upload, in bytes. 1 KiB to 1 GiB.</summary>
    public long MaxUploadBytes { get; init; }

    /// <summary>Largest JSON body, in bytes. 1 KiB to 16 MiB.</summary>
    public long MaxJsonBytes { get; init; }

    /// <summary>The bucket attachments lie in; null = a folder.</summary>
    public Files.S3Options? S3 { get; init; }

    /// <summary>Where clamd listens, <c>host:port</c> or <c>unix:/path</c>; null = files are not scanned.</summary>
    public EndPoint? ClamAv { get; init; }

    /// <summary>How long work in progress may take after a stop was asked for.</summary>
    public TimeSpan DrainLimit { get; init; }

    /// <summary>How long the server goes on serving after it said "not ready", so that a proxy can notice. 0 unless set.</summary>
    public TimeSpan DrainDelay { get; init; }

    public static HubOptions Read(IConfiguration configuration, StartupProblems problems)
    {
        var read = new SettingsReader(configuration.GetSection("Hub"), problems);
        var demo = read.Flag("Demo");
        var dataDirectory = Path.GetFullPath(read.Text("DataDirectory") ?? DefaultDataDirectory());
        var options = new HubOptions
        {
            DataDirectory = dataDirectory,
            FilesDirectory = read.Text("FilesDirectory") is { } files ? Path.GetFullPath(files) : null,
            PublicUrl = read.Address("PublicUrl", "Set it to the address people type, such as https://desk.example.com"),
            MasterKey = read.Text("MasterKey"),
            AdminEmail = read.Text("AdminEmail") ?? (demo ? "admin@demo.test" : null),
            AdminPassword = read.Text("AdminPassword"),
            Demo = demo,
            ShowStart = read.Flag("ShowStart", demo),
            SimulatorUrl = read.Address("SimulatorUrl", "Set it to the simulator's address, such as http://127.0.0.1:8090"),
            SimulatorSmtpPort = read.Number("SimulatorSmtpPort", 8025, 1, 65535),
            SimulatorImapPort = read.Number("SimulatorImapPort", 8143, 1, 65535),
            TrustedProxies = read.Networks("TrustedProxies"),
            AnyAddress = read.Flag("AnyAddress"),
            AnyMailPort = read.Flag("AnyMailPort"),
            PrivateForwarding = read.Flag("PrivateForwarding"),
            NodeName = read.Text("NodeName") ?? Nodes.HubNode.DefaultName(dataDirectory),
            PostgresDirectory = read.Text("PostgresDirectory"),
            Database = configuration.GetConnectionString("Hub") is { Length: > 0 } database ? database : null,
            Redis = configuration.GetConnectionString("Redis") is { Length: > 0 } redis ? redis : null,
            MaxUploadBytes = read.Number("MaxUploadBytes", 25 << 20, 1 << 10, 1 << 30),
            MaxJsonBytes = read.Number("MaxJsonBytes", 1 << 20, 1 << 10, 16 << 20),
            ClamAv = read.Scanner("ClamAv"),
            S3 = read.Bucket(),
            DrainLimit = TimeSpan.FromSeconds(read.Number("DrainLimitSeconds", 25, 1, 600)),
            DrainDelay = TimeSpan.FromSeconds(read.Number("DrainDelaySeconds", 0, 0, 120)),
        };
        OptionsChecks.Check(options, problems);
        return options;
    }

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string DefaultDataDirectory()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            return "/var/lib/crmhub";
        }

        var xdg = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(string.IsNullOrEmpty(xdg) ? Path.Combine(home, ".local", "share") : xdg, "crmhub");
    }

    private sealed class SettingsReader(IConfigurationSection section, StartupProblems problems)
    {
        public string? Text(string name) => section[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        public bool Flag(string name, bool standard = false)
        {
            switch (Text(name)?.ToLowerInvariant())
            {
                case null:
                    return standard;
                case "false" or "0" or "no":
                    return false;
                case "true" or "1" or "yes":
                    return true;
                default:
                    problems.Add($"Hub__{name}", section[name], "is neither true nor false.", "Write true or false.");
                    return false;
            }
        }

        public long Number(string name, long standard, long least, long most)
        {
            if (Text(name) is not { } text)
            {
                return standard;
            }

            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            {
                return value;
            }

            problems.Add($"Hub__{name}", text, $"is not a whole number from {least} to {most}.", $"Leave it out for {standard}.");
            return standard;
        }

        public IReadOnlyList<IPNetwork> Networks(string name)
        {
            var networks = new List<IPNetwork>();
            foreach (var part in (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (IPNetwork.TryParse(part, out var network))
                {
                    networks.Add(network);
                }
                else if (IPAddress.TryParse(part, out var address))
                {
                    networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                }
                else
                {
                    problems.Add($"Hub__{name}", part, "is neither an address nor a network.", "Write addresses or networks such as 10.0.0.0/8, separated by commas.");
                }
            }

            return networks;
        }

        public Files.S3Options? Bucket()
        {
            var endpoint = Address("S3:Endpoint", "Set it to the address of the storage, such as https://s3.example.com; leave it out for Amazon");
            if (Text("S3:Bucket") is not { } bucket)
            {
                return null;
            }

            foreach (var name in new[] { "AccessKey", "SecretKey" }.Where(name => Text($"S3:{name}") is null))
            {
                problems.Add($"Hub__S3__{name}", null, "is missing, but Hub__S3__Bucket is set.", "Set the key of an account that may list, read, write and delete in the bucket.");
            }

            var prefix = Text("S3:Prefix")?.Trim('/');
            return new Files.S3Options(bucket, endpoint, Text("S3:Region") ?? "us-east-1", Text("S3:AccessKey") ?? "", Text("S3:SecretKey") ?? "", prefix is { Length: > 0 } ? prefix + "/" : "");
        }

        public EndPoint? Scanner(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            var scanner = Files.VirusScanner.Parse(text);
            if (scanner is null)
            {
                problems.Add($"Hub__{name}", text, "is no address of clamd.", "Write host:port, such as 127.0.0.1:3310, or unix:/run/clamav/clamd.ctl.");
            }

            return scanner;
        }

        public Uri? Address(string name, string remedy)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" })
            {
                return uri;
            }

            problems.Add($"Hub__{name.Replace(":", "__", StringComparison.Ordinal)}", text, "is not an http or https address without a path.", remedy + ".");
            return null;
        }
    }
}
