using System.Net;
using System.Net.Sockets;

namespace Hub.Channels;

/// <summary>HTTP clients for adapters. None follows redirects, keeps cookies or uses a connection for longer than DNS can be trusted.</summary>
public static class ChannelHttpClient
{
    private static readonly TimeSpan _connectLimit = TimeSpan.FromSeconds(5);

    /// <summary>For addresses an administrator has set: the provider, a simulator beside the hub.</summary>
    public static HttpClient Create() => Create(_connectLimit);

    /// <summary>For providers whose addresses hold the account's credential: calls leave no trace that would carry them to whoever collects traces.</summary>
    public static HttpClient CreateForSecretAddresses()
    {
        var handler = Handler(static _ => true, _connectLimit);
        handler.ActivityHeadersPropagator = null;
        return new HttpClient(handler);
    }

    internal static HttpClient Create(TimeSpan connectLimit) => new(Handler(static _ => true, connectLimit));

    /// <summary>
    /// For addresses a customer has chosen. Connects to public addresses only, checked on the address that is really connected to, so that
    /// no message can make the hub call into its own network.
    /// </summary>
    public static HttpClient CreateForPublicAddresses()
    {
        var handler = Handler(PublicAddress.Is, _connectLimit);
        handler.UseProxy = false;
        return new HttpClient(handler);
    }

    private static SocketsHttpHandler Handler(Func<IPAddress, bool> allowed, TimeSpan connectLimit) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, allowed, connectLimit, cancellationToken),
    };

    /// <summary>
    /// The handler's own connect time-out looks like any other time-out. This one is a connection error, which tells that nothing was sent.
    /// </summary>
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, Func<IPAddress, bool> allowed, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = (await Dns.GetHostAddressesAsync(to.Host, limited.Token)).Where(allowed).ToArray();
            if (addresses.Length == 0)
            {
                throw new HttpRequestException(HttpRequestError.ConnectionError, "The address is not a public one.");
            }

            await socket.ConnectAsync(addresses, to.Port, limited.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new HttpRequestException(HttpRequestError.ConnectionError, "No connection within the time allowed.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Whether an address belongs to the public internet (IANA special-purpose address registries).</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] _special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork _globalUnicast = IPNetwork.Parse("2000::/3");

    // Documentation, Teredo and 6to4: the last two carry an IPv4 address of somebody's choice inside.
    private static readonly IPNetwork[] _specialV6 = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16")];

    internal static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? !_special.Any(n => n.Contains(address))
            : _globalUnicast.Contains(address) && !_specialV6.Any(n => n.Contains(address));
    }
}
