namespace Hub.Simulator;

/// <param name="HubUrl">Where the hub listens: preset webhooks and the shop page's widget point there.</param>
/// <param name="DataDirectory">Where users, messages and files are kept over restarts; null keeps them in memory.</param>
/// <param name="ColleaguesFile">Where the demo hub writes the tokens of the colleagues that are played; null: nobody is.</param>
/// <param name="SmtpPort">Where the mail provider takes mail; 0 takes a free port.</param>
/// <param name="ImapPort">Where it serves mailboxes; 0 takes a free port.</param>
/// <param name="SupervisorPipe">Where whoever started the hub takes the word that it is to be killed and started again; null: nobody does.</param>
internal sealed record SimulatorOptions(string HubUrl, string? DataDirectory, string? ColleaguesFile = null, string? SupervisorPipe = null, int SmtpPort = 0, int ImapPort = 0)
{
    public static SimulatorOptions Read(IConfiguration configuration)
    {
        var hub = configuration["hub"] ?? "http://127.0.0.1:8080";
        if (!Uri.TryCreate(hub, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"--hub is '{hub}': give the hub's address, such as http://127.0.0.1:8080");
        }
        var data = configuration["data"];
        return new SimulatorOptions(hub.TrimEnd('/'), File(data), File(configuration["colleagues"]), File(configuration["supervisor"]), Port("smtp"), Port("imap"));

        int Port(string name) => configuration[name] is not { Length: > 0 } text ? 0
            : int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var port) && port is >= 0 and <= 65535 ? port
            : throw new InvalidOperationException($"--{name} is '{text}': give a port, such as 8025");

        static string? File(string? path) => string.IsNullOrWhiteSpace(path) ? null : Path.GetFullPath(path);
    }
}
