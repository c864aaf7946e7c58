using System.Net;
using System.Net.Sockets;
using Hub.Simulator.State;

namespace Hub.Simulator.Mail;

/// <summary>Listens on two ports of the loopback address: SMTP, which the hub sends to, and IMAP, where it looks for mail.</summary>
internal sealed partial class MailServers(MailWorld world, SimulatorOptions options, TimeProvider clock, ILogger<MailServers> logger) : BackgroundService
{
    private readonly TcpListener smtp = new(IPAddress.Loopback, options.SmtpPort);
    private readonly TcpListener imap = new(IPAddress.Loopback, options.ImapPort);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        smtp.Start();
        imap.Start();
        world.SmtpPort = ((IPEndPoint)smtp.LocalEndpoint).Port;
        world.ImapPort = ((IPEndPoint)imap.LocalEndpoint).Port;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(
            AcceptAsync(smtp, wire => new SmtpConversation(wire, world, clock).RunAsync(stoppingToken), stoppingToken),
            AcceptAsync(imap, wire => new ImapConversation(wire, world).RunAsync(stoppingToken), stoppingToken));
    }

    private async Task AcceptAsync(TcpListener listener, Func<MailWire, Task> converse, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stopping);
                socket.NoDelay = true;
                _ = Task.Run(() => ServeAsync(socket, converse), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            listener.Stop();
        }
    }

    private async Task ServeAsync(Socket socket, Func<MailWire, Task> converse)
    {
        try
        {
            await using var wire = new MailWire(socket);
            await converse(wire);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client has gone, or the simulator stops.
        }
        catch (Exception error)
        {
            Log.Broken(logger, error);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A mail conversation broke off")]
        public static partial void Broken(ILogger logger, Exception error);
    }
}
