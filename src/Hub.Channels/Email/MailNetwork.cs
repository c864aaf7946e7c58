using System.Net;
using System.Net.Sockets;

namespace Hub.Channels.Email;

/// <summary>
/// Which mail servers the hub calls. An administrator names them, and many stand in the firm's own network; but a settings page is no port scanner, and
/// nothing may reach what only a machine itself may ask. The address that was checked is the one that is connected to.
/// </summary>
/// <param name="anyPort">Ports other than those of mail servers too: where a simulator or a test listens.</param>
public sealed class MailNetwork(bool anyPort = false)
{
    private static readonly int[] _ports = [25, 143, 465, 587, 993, 2465, 2525, 2587];

    // This network, link-local with the clouds' metadata services, and everything that is no single host.
    private static readonly IPNetwork[] _never = [.. new[] { "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "224.0.0.0/3", "::/128", "fe80::/10", "ff00::/8", "fd00:ec2::254/128" }.Select(IPNetwork.Parse)];
    private static readonly TimeSpan _connectLimit = TimeSpan.FromSeconds(10);

    /// <exception cref="MailException">No address, none that may be called, or nobody there.</exception>
    internal async Task<MeteredStream> ConnectAsync(MailServer server, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!anyPort && !_ports.Contains(server.Port))
        {
            throw new MailException(MailFault.NotConfigured, "port_not_allowed");
        }

        using var deadline = new Deadline(_connectLimit, time, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket);
            var addresses = (await Dns.GetHostAddressesAsync(server.Host, deadline.Token)).Where(address => Allowed(address, server.Security)).ToArray();
            if (addresses.Length == 0)
            {
                throw server.Security == MailSecurity.None ? new MailException(MailFault.TlsUnavailable, "plain_only_here") : new MailException(MailFault.Unreachable, "address_not_allowed");
            }

            await socket.ConnectAsync(addresses, server.Port, deadline.Token);
            return new MeteredStream(new NetworkStream(socket, ownsSocket: true));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // The resolver itself turns down 0.0.0.0 and its like.
            socket.Dispose();
            throw e is SocketException ? new MailException(MailFault.Unreachable) : new MailException(MailFault.Unreachable, "address_not_allowed");
        }
        catch (OperationCanceledException) when (!deadline.CancelledByCaller)
        {
            socket.Dispose();
            throw new MailException(MailFault.Unreachable);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static bool Allowed(IPAddress address, MailSecurity security)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return security == MailSecurity.None ? IPAddress.IsLoopback(address) : !_never.Any(network => network.Contains(address));
    }

    /// <summary>A path that has silently ended is noticed within a minute, also while nobody has anything to say.</summary>
    private static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }
}
