using System.Net;
using System.Net.Sockets;

namespace Hub.Server.Platform.Startup;

/// <summary>Where the server listens: <c>--urls</c>, <c>ASPNETCORE_URLS</c>, ports or Kestrel endpoints as in any ASP.NET Core program, else loopback port 8080.</summary>
internal static class ListenAddresses
{
    public const string Default = "http://127.0.0.1:8080";
    private const string OtherPort = "Stop the program that uses it, or choose another port: ./run --port 8081, or --urls http://127.0.0.1:8081";

    public static void Check(WebApplicationBuilder builder, HubOptions options, StartupProblems problems)
    {
        var found = Configured(builder.Configuration);
        if (found.Count == 0)
        {
            builder.WebHost.UseUrls(Default);
            found.Add(("urls", Default));
        }

        foreach (var (setting, url) in found)
        {
            BindingAddress address;
            try
            {
                address = BindingAddress.Parse(url);
            }
            catch (FormatException)
            {
                problems.Add(setting, url, "is not an address to listen on.", $"Write it like {Default}");
                continue;
            }

            var loopback = HubOptions.IsLoopback(address.Host);
            if (options.Demo && !loopback)
            {
                problems.Add(setting, url, "listens beyond this machine, but the demo has known secrets and must stay here.", $"Listen on {Default}, or set Hub__Demo=false.");
            }
            else if (!loopback && options.PublicUrl is null && !address.IsUnixPipe)
            {
                problems.Add("Hub__PublicUrl", null, $"is missing, but the server listens beyond this machine ({url}).", "Set it to the address people type, such as https://desk.example.com.");
            }

            if (!address.IsUnixPipe && !address.IsNamedPipe && address.Port != 0 && WhyTaken(address) is { } problem)
            {
                problems.Add(setting, url, problem, OtherPort);
            }
        }
    }

    private static List<(string Setting, string Url)> Configured(ConfigurationManager configuration)
    {
        List<(string, string)> found = [];
        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            if (endpoint["Url"] is { Length: > 0 } url)
            {
                found.Add(($"Kestrel__Endpoints__{endpoint.Key}__Url", url));
            }
        }

        if (found.Count == 0 && configuration["urls"] is { Length: > 0 } urls)
        {
            found.AddRange(urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => ("urls", url)));
        }

        if (found.Count == 0)
        {
            foreach (var scheme in new[] { "http", "https" })
            {
                var ports = configuration[$"{scheme}_ports"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
                found.AddRange(ports.Select(port => ($"ASPNETCORE_{scheme.ToUpperInvariant()}_PORTS", $"{scheme}://*:{port}")));
            }
        }

        return found;
    }

    /// <summary>Tries the port before anything is started, so that the message comes at once and with the others. Kestrel binds again a moment later.</summary>
    private static string? WhyTaken(BindingAddress address)
    {
        var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed : HubOptions.IsLoopback(address.Host) ? IPAddress.Loopback : IPAddress.Any;
        try
        {
            using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen();
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"port {address.Port} is already in use.",
                SocketError.AccessDenied => $"port {address.Port} may not be opened by this user.",
                SocketError.AddressNotAvailable => "is not an address of this machine.",
                _ => $"cannot be listened on ({exception.SocketErrorCode}).",
            };
        }
    }
}
