namespace Hub.Simulator;

/// <param name="HubUrl">Where the hub listens: preset webhooks and the shop page's widget point there.</param>
/// <param name="DataDirectory">Where users, messages and files are kept over restarts; null keeps them in memory.</param>
internal sealed record SimulatorOptions(string HubUrl, string? DataDirectory)
{
    public static SimulatorOptions Read(IConfiguration configuration)
    {
        var hub = configuration["hub"] ?? "http://127.0.0.1:8080";
        if (!Uri.TryCreate(hub, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"--hub is '{hub}': give the hub's address, such as http://127.0.0.1:8080");
        }
        var data = configuration["data"];
        return new SimulatorOptions(hub.TrimEnd('/'), string.IsNullOrWhiteSpace(data) ? null : Path.GetFullPath(data));
    }
}
