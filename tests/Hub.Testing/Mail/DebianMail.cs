using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Hub.Channels;
using Xunit;

namespace Hub.Testing.Mail;

/// <summary>
/// Debian's own Postfix and Dovecot with a configuration of this test's, on free ports of the loopback address: what Postfix takes for a user lies in the
/// mailbox Dovecot serves. Users are <see cref="Users"/>, all with the same <see cref="Password"/>.
/// </summary>
public sealed class DebianMail : IAsyncLifetime
{
    public const string Password = "s3cret-Ω";
    public const string Domain = "example.test";
    private const string PostfixMaster = "/usr/lib/postfix/sbin/master";
    private const string Dovecot = "/usr/sbin/dovecot";

    private readonly List<Process> running = [];
    private string folder = "";

    public static IReadOnlyList<string> Users { get; } = ["anna", "ben", "support", "kenji", "renumbered", "window", "restored", "sender", "mover", "killed"];

    /// <summary>Why it can't run here, or null.</summary>
    public static string? Missing =>
        !File.Exists(Dovecot) || !File.Exists(PostfixMaster) || !Directory.Exists("/usr/lib/dovecot/modules") ? "Dovecot and Postfix are not there: install Debian's packages dovecot-imapd and postfix."
        : !Environment.IsPrivilegedProcess ? "Postfix starts as root only."
        : null;

    public int ImapPort { get; private set; }

    public int ImapsPort { get; private set; }

    public int SubmissionPort { get; private set; }

    public int SmtpsPort { get; private set; }

    public static string Address(string user) => $"{user}@{Domain}";

    /// <summary>The settings of a mail account of this user over implicit TLS.</summary>
    public Dictionary<string, string> Settings(string user) => new()
    {
        ["address"] = Address(user),
        ["imapHost"] = "localhost",
        ["imapPort"] = Text(ImapsPort),
        ["smtpHost"] = "localhost",
        ["smtpPort"] = Text(SmtpsPort),
        ["trustedCa"] = TestCertificates.AuthorityPem,
    };

    public ChannelAccount Account(string user, params (string Name, string Value)[] further)
    {
        var settings = Settings(user);
        foreach (var (name, value) in further)
        {
            settings[name] = value;
        }

        return new ChannelAccount(Guid.CreateVersion7(), "mail-" + user, "email", settings, new Dictionary<string, string> { ["password"] = Password });
    }

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        folder = TestFolders.New("mail");
        (ImapPort, ImapsPort, SubmissionPort, SmtpsPort) = (TestPorts.Take(), TestPorts.Take(), TestPorts.Take(), TestPorts.Take());
        Write("cert.pem", TestCertificates.Server.ExportCertificatePem());
        Write("key.pem", TestCertificates.Server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("users", string.Concat(Users.Select(user => $"{Address(user)}:{{PLAIN}}{Password}\n")));
        Write("boxes", string.Concat(Users.Select(user => $"{Address(user)} {Address(user)}/\n")));
        Write("dovecot.conf", DebianMailConfiguration.Dovecot(folder, ImapPort, ImapsPort));
        Write("main.cf", DebianMailConfiguration.PostfixMain(folder, Domain));
        Write("master.cf", DebianMailConfiguration.PostfixMaster(SubmissionPort, SmtpsPort));
        foreach (var name in new[] { "run", "state", "box", "queue", "data" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        await RunAsync("chown", "nobody", Path.Combine(folder, "box"));
        await RunAsync("chown", "postfix", Path.Combine(folder, "data"));
        await RunAsync("postfix", "-c", folder, "check");
        Start(Dovecot, "-F", "-c", Path.Combine(folder, "dovecot.conf"));
        Start(PostfixMaster, "-d", "-c", folder);
        foreach (var port in new[] { ImapPort, ImapsPort, SubmissionPort, SmtpsPort })
        {
            await Eventually.HoldsAsync(() => Listens(port));
        }
    }

    /// <summary>Puts a message into a mailbox as a mail server would, without SMTP.</summary>
    public void Deliver(string user, byte[] message, string name, DateTimeOffset? receivedAt = null)
    {
        var box = Path.Combine(folder, "box", Address(user));
        foreach (var part in new[] { "tmp", "new", "cur" })
        {
            Directory.CreateDirectory(Path.Combine(box, part));
        }

        File.WriteAllBytes(Path.Combine(box, "tmp", name), message);
        if (receivedAt is { } at)
        {
            File.SetLastWriteTimeUtc(Path.Combine(box, "tmp", name), at.UtcDateTime);
        }

        // Only what was made here: the server makes and removes files of its own beside them.
        RunAsync("chown", "nobody:nogroup", box, Path.Combine(box, "tmp"), Path.Combine(box, "new"), Path.Combine(box, "cur"), Path.Combine(box, "tmp", name)).GetAwaiter().GetResult();
        File.Move(Path.Combine(box, "tmp", name), Path.Combine(box, "new", name));
    }

    /// <summary>doveadm with the mailbox's own words, such as <c>mailbox update --uid-validity 77 -u ben@example.test INBOX</c>.</summary>
    public Task<string> DoveadmAsync(params string[] arguments) => RunAsync("doveadm", ["-c", Path.Combine(folder, "dovecot.conf"), .. arguments]);

    public void ChangePassword(string user, string password) =>
        Write("users", string.Concat(Users.Select(name => $"{Address(name)}:{{PLAIN}}{(name == user ? password : Password)}\n")));

    /// <summary>What both servers have noted.</summary>
    public string Log() => string.Concat(new[] { "dovecot.log", "postfix.log" }.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(File.ReadAllText));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in running)
        {
            // The shell around it ends it, and lives as long as this pipe.
            process.StandardInput.Close();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await process.WaitForExitAsync(limit.Token);
            process.Dispose();
        }
    }

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "\"$@\" >>\"$0\" 2>&1 </dev/null & pid=$!; cat >/dev/null; kill $pid; wait $pid; exit 0", Path.Combine(folder, "output.log"), program, .. arguments])
        {
            RedirectStandardInput = true,
        };
        running.Add(Process.Start(start)!);
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));

    private static string Text(int port) => port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
