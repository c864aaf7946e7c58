using System.Net;
using System.Net.Sockets;
using Hub.Channels;
using Hub.Server.Platform.Files;

namespace Hub.Server.Customers;

/// <summary>
/// Fetches a profile picture whose address a provider gave us. The address is not ours to trust: https only, public addresses only, checked on the
/// address that is really connected to, no redirects, small, and really a picture. An account that points at a simulator may use that host.
/// </summary>
internal sealed class PictureDownload(FileStore files) : IDisposable
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private static readonly HttpRequestOptionsKey<string?> TrustedHost = new("trusted-host");

    private readonly HttpClient client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = ConnectAsync,
    })
    { Timeout = TimeSpan.FromSeconds(15) };

    /// <summary>The storage key, or null when there is nothing to keep.</summary>
    public async Task<string?> TryFetchAsync(ChannelAccount account, string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return null;
        }

        var trusted = Uri.TryCreate(account.Setting("apiBase"), UriKind.Absolute, out var apiBase) && apiBase.IsLoopback && apiBase.Authority == address.Authority;
        if (address.Scheme != Uri.UriSchemeHttps && !trusted)
        {
            return null;
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Options.Set(TrustedHost, trusted ? address.Host : null);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentLength > MaxBytes)
            {
                return null;
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var bytes = new byte[MaxBytes + 1];
            var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return length > MaxBytes ? null : await KeepAsync(bytes.AsMemory(0, length), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null; // A missing picture is not worth more than its absence.
        }
    }

    /// <summary>The same for a picture that only the channel's adapter can fetch.</summary>
    public async Task<string?> TryKeepAsync(Func<Stream, long, Task<FetchOutcome>> fetch, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        return (await fetch(bytes, MaxBytes)).Status == FetchStatus.Fetched ? await KeepAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancellationToken) : null;
    }

    public void Dispose() => client.Dispose();

    private async Task<string?> KeepAsync(ReadOnlyMemory<byte> picture, CancellationToken cancellationToken) =>
        PictureFormat.Of(picture.Span) is null ? null : (await files.StoreAsync((stream, token) => stream.WriteAsync(picture, token).AsTask(), cancellationToken)).Key;

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        context.InitialRequestMessage.Options.TryGetValue(TrustedHost, out var trusted);
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var allowed = addresses.FirstOrDefault(address => trusted == context.DnsEndPoint.Host || IsPublic(address))
            ?? throw new HttpRequestException("The address is not public.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Neither loopback, private, link-local, carrier-grade, multicast, documentation nor reserved; IPv6 forms of IPv4 count as what they wrap.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any))
        {
            return false;
        }

        var bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return (bytes[0] & 0xE0) == 0x20 && !(bytes[0] == 0x20 && bytes[1] is 0x01 or 0x02 && (bytes[1] == 0x02 || bytes[2] == 0 || (bytes[2] == 0x0D && bytes[3] == 0xB8)));
        }

        return bytes switch
        {
            [0 or 10 or 127, ..] or [169, 254, ..] or [192, 168, ..] or [192, 0, 0 or 2, _] or [198, 18 or 19, ..] or [198, 51, 100, _] or [203, 0, 113, _] => false,
            [172, >= 16 and <= 31, ..] or [100, >= 64 and <= 127, ..] or [>= 224, ..] => false,
            _ => true,
        };
    }
}
