using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hub.Desk.Tests.Hosts;

/// <summary>A cable between a browser and the hub. Cutting it ends every connection, whatever it is carrying; unplugged, it takes no new one.</summary>
public sealed class CuttableLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile bool unplugged;

    public CuttableLine(int target)
    {
        this.target = target;
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        accepting = AcceptAsync();
    }

    public string Address { get; }

    public void Cut(bool unplug)
    {
        unplugged = unplug;
        foreach (var client in open.Keys)
        {
            Break(client);
        }
    }

    public void PlugIn() => unplugged = false;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut(unplug: true);
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // The journey is over.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var hub = new TcpClient();
        try
        {
            // Seen by whoever cuts from here on; who has cut before is seen below.
            open[client] = open[hub] = true;
            if (unplugged)
            {
                return;
            }

            await hub.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            await Task.WhenAny(client.GetStream().CopyToAsync(hub.GetStream(), stop.Token), hub.GetStream().CopyToAsync(client.GetStream(), stop.Token));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // Cut while it was being plugged in.
        }
        finally
        {
            Break(client);
            Break(hub);
            open.TryRemove(client, out _);
            open.TryRemove(hub, out _);
        }
    }

    /// <summary>Without a farewell: the other side sees a reset.</summary>
    private static void Break(TcpClient client)
    {
        try
        {
            client.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or NullReferenceException)
        {
            // Closed already.
        }

        client.Close();
    }
}
