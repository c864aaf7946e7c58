using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Hub.Testing.Mail;

/// <summary>In what pieces a scripted server lets its words arrive.</summary>
public enum Pieces { Whole, Lines, Bytes }

/// <summary>
/// A mail server that says what a test wants, over a real socket. Each connection runs the script once; a script that ends hangs up. What
/// clients said is in <see cref="Heard"/>.
/// </summary>
public sealed class ScriptedMailServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ending = new();
    private readonly Func<MailDialogue, Task> script;
    private readonly Task accepting;
    private int connections;

    public ScriptedMailServer(Func<MailDialogue, Task> script, Pieces pieces = Pieces.Whole)
    {
        this.script = script;
        listener.Start();
        accepting = AcceptAsync(pieces);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref connections);

    public ConcurrentQueue<string> Heard { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync(Pieces pieces)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(ending.Token);
                var number = Interlocked.Increment(ref connections);
                running.Add(ServeAsync(new MailDialogue(socket, number, pieces, Heard, ending.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException || ending.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(MailDialogue dialogue)
    {
        try
        {
            await using (dialogue)
            {
                await script(dialogue);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, or the test is over.
        }
    }
}

/// <summary>One connection as the server sees it.</summary>
public sealed class MailDialogue(Socket socket, int number, Pieces pieces, ConcurrentQueue<string> heard, CancellationToken ending) : IAsyncDisposable
{
    private Stream stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>1 for the first connection.</summary>
    public int Number => number;

    public async Task SayAsync(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text.ReplaceLineEndings("\r\n"));
        for (var start = 0; start < bytes.Length;)
        {
            var length = pieces switch
            {
                Pieces.Whole => bytes.Length,
                Pieces.Lines => Array.IndexOf(bytes, (byte)'\n', start) is var end and >= 0 ? end + 1 - start : bytes.Length - start,
                _ => 1,
            };
            await stream.WriteAsync(bytes.AsMemory(start, Math.Min(length, bytes.Length - start)), ending);
            await stream.FlushAsync(ending);
            start += length;
        }
    }

    /// <summary>The next line without its end.</summary>
    public async Task<string> HearAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, ending) == 0)
            {
                throw new IOException("The client hung up.");
            }

            if (one[0] == '\n')
            {
                var text = Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                heard.Enqueue(text);
                return text;
            }

            line.Add(one[0]);
        }
    }

    public async Task BeginTlsAsync(X509Certificate2 certificate)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ending);
        stream = tls;
    }

    /// <summary>Says nothing more and does not hang up.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, ending);

    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync();
        }
        catch (IOException)
        {
            // It was gone already.
        }
    }
}
