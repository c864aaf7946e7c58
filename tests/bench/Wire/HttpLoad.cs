using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Bench.Machine;

namespace Hub.Bench.Wire;

/// <param name="Started">When the first request was due.</param>
/// <param name="Ended">When the last answer had come.</param>
internal sealed record LoadResult(int Requests, long Started, long Ended, Samples Latency)
{
    public double PerSecond => Requests / Clock.Seconds(Ended - Started);
}

/// <summary>Keep-alive connections that send prepared requests, one at a time each, on one thread. An answer other than 200 ends the run: a figure with errors in it is none.</summary>
internal sealed class HttpLoad : IDisposable
{
    private readonly Epoll epoll = new();
    private readonly Connection[] connections;

    public HttpLoad(Uri server, int count)
    {
        connections = [.. Enumerable.Range(0, count).Select(_ => new Connection(server))];
        for (var i = 0; i < count; i++)
        {
            epoll.Watch(connections[i].Socket, i);
        }
    }

    /// <summary>Closed loop: every connection sends its next request when it has its answer.</summary>
    public LoadResult Run(IReadOnlyList<byte[]> requests) => Run(requests, perSecond: 0, Clock.Now);

    /// <summary>Open loop: request i is due at start + i / rate whatever became of the others, and its latency counts from then.</summary>
    public LoadResult Run(IReadOnlyList<byte[]> requests, double perSecond, long start)
    {
        var latency = new Samples(requests.Count);
        var interval = perSecond > 0 ? Clock.PerSecond / perSecond : 0;
        var idle = new Stack<Connection>(connections);
        var ready = new int[256];
        var (next, answered) = (0, 0);
        var deadline = start + Clock.Ticks(TimeSpan.FromSeconds(60)) + (long)(interval * requests.Count);
        while (answered < requests.Count)
        {
            var now = Clock.Now;
            long Due(int index) => start + (long)(interval * index);
            while (next < requests.Count && idle.Count > 0 && Due(next) <= now)
            {
                var connection = idle.Pop();
                connection.Since = interval > 0 ? Due(next) : Clock.Now;
                Epoll.Send(connection.Socket, requests[next++]);
            }

            var count = epoll.Wait(ready, interval > 0 && next < requests.Count && idle.Count > 0 ? Due(next) : now + Clock.PerSecond);
            for (var i = 0; i < count; i++)
            {
                var connection = connections[ready[i]];
                if (!connection.ReceiveAnswer())
                {
                    continue;
                }

                latency.Add(Clock.Now - connection.Since);
                answered++;
                if (interval == 0 && next < requests.Count)
                {
                    connection.Since = Clock.Now;
                    Epoll.Send(connection.Socket, requests[next++]);
                }
                else
                {
                    idle.Push(connection);
                }
            }

            if (Clock.Now > deadline)
            {
                throw new TimeoutException($"{answered} of {requests.Count} requests were answered in time.");
            }
        }

        return new LoadResult(requests.Count, start, Clock.Now, latency);
    }

    public void Dispose()
    {
        foreach (var connection in connections)
        {
            connection.Socket.Dispose();
        }

        epoll.Dispose();
    }

    private sealed class Connection
    {
        private readonly byte[] buffer = new byte[4096];
        private int filled;

        public Connection(Uri server)
        {
            Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            Socket.Connect(IPAddress.Parse(server.Host), server.Port);
        }

        public Socket Socket { get; }

        public long Since { get; set; }

        public bool ReceiveAnswer()
        {
            var received = Epoll.Receive(Socket, buffer.AsSpan(filled));
            if (received < 0)
            {
                return false;
            }

            filled += received;
            var answer = buffer.AsSpan(0, filled);
            var head = answer.IndexOf("\r\n\r\n"u8);
            if (head < 0 && received > 0)
            {
                return false;
            }

            if (received == 0 || !answer.StartsWith("HTTP/1.1 200"u8) || Length(answer[..head]) is not { } length || head + 4 + length < filled)
            {
                throw new IOException("An answer was not a 200 with a length: " + Encoding.ASCII.GetString(answer));
            }

            if (head + 4 + length > filled)
            {
                return false;
            }

            filled = 0;
            return true;
        }

        private static int? Length(ReadOnlySpan<byte> head)
        {
            var name = "Content-Length: "u8;
            var at = head.IndexOf(name);
            return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : null;
        }
    }
}
