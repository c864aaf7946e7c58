using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hub.Testing;

/// <summary>Ports for servers that are told theirs before they start: nobody else on this machine is given one of them while this process lives.</summary>
public static class TestPorts
{
    // Bound and never listening, a socket keeps its port from whoever asks for any, and on Linux lets in whoever asks for this one.
    private static readonly ConcurrentBag<Socket> Kept = [];

    /// <summary>A port of the loopback address that nobody listens at yet.</summary>
    public static int Take()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        if (OperatingSystem.IsLinux())
        {
            Kept.Add(socket);
        }
        else
        {
            socket.Dispose();
        }

        return port;
    }
}
