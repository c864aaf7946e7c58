using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Bench.Wire;

/// <summary>A SignalR client's end of a WebSocket: upgrades, says its protocol, and cuts what comes into messages. It answers nothing; pings keep it alive.</summary>
internal sealed class WebSocketStream : IDisposable
{
    private const byte Separator = 0x1e;
    private byte[] head = new byte[16];
    private byte[] message = [];
    private int headFilled;
    private int messageFilled;
    private long payloadLeft;
    private bool control;

    public WebSocketStream(Uri hub, string? cookie)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Socket.Connect(IPAddress.Parse(hub.Host), hub.Port);
        var request = $"GET {hub.PathAndQuery} HTTP/1.1\r\nHost: {hub.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
            $"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-Fetch-Site: same-origin\r\n{(cookie is null ? "" : $"Cookie: {cookie}\r\n")}\r\n";
        Socket.Send(Encoding.ASCII.GetBytes(request));
        var answer = new byte[4096];
        var filled = 0;
        while (!answer.AsSpan(0, filled).EndsWith("\r\n\r\n"u8))
        {
            // Byte by byte to the end of the head: what follows belongs to the stream.
            if (Socket.Receive(answer.AsSpan(filled, 1)) == 0)
            {
                throw new IOException("The hub refused the connection: " + Encoding.ASCII.GetString(answer, 0, filled));
            }

            filled++;
        }

        if (!answer.AsSpan(0, filled).StartsWith("HTTP/1.1 101"u8))
        {
            throw new IOException("The hub refused the connection: " + Encoding.ASCII.GetString(answer, 0, filled));
        }

        Send("{\"protocol\":\"json\",\"version\":1}\u001e"u8);
    }

    public Socket Socket { get; }

    /// <summary>Sends one text message of less than 126 bytes.</summary>
    public void Send(ReadOnlySpan<byte> text)
    {
        Span<byte> frame = stackalloc byte[6 + text.Length];
        frame[0] = 0x81;
        frame[1] = (byte)(0x80 | text.Length);
        text.CopyTo(frame[6..]); // The mask is zero: allowed, and nothing to compute.
        Epoll.Send(Socket, frame);
    }

    public void Ping() => Send("{\"type\":6}\u001e"u8);

    /// <summary>Takes bytes as they came and calls for each whole SignalR message.</summary>
    public void Feed<TState>(ReadOnlySpan<byte> bytes, TState state, MessageHandler<TState> handle)
    {
        while (bytes.Length > 0)
        {
            if (payloadLeft == 0)
            {
                head[headFilled++] = bytes[0];
                bytes = bytes[1..];
                ReadHead();
                continue;
            }

            var part = bytes[..(int)Math.Min(payloadLeft, bytes.Length)];
            bytes = bytes[part.Length..];
            payloadLeft -= part.Length;
            if (!control)
            {
                Cut(part, state, handle);
            }
        }
    }

    public void Dispose() => Socket.Dispose();

    private void ReadHead()
    {
        if (headFilled < 2)
        {
            return;
        }

        var length = head[1] & 0x7f;
        var needed = length switch { 126 => 4, 127 => 10, _ => 2 };
        if (headFilled < needed)
        {
            return;
        }

        payloadLeft = length;
        if (needed > 2)
        {
            payloadLeft = 0;
            foreach (var b in head.AsSpan(2, needed - 2))
            {
                payloadLeft = (payloadLeft << 8) | b;
            }
        }

        control = (head[0] & 0x08) != 0;
        headFilled = 0;
    }

    private void Cut<TState>(ReadOnlySpan<byte> part, TState state, MessageHandler<TState> handle)
    {
        int end;
        while ((end = part.IndexOf(Separator)) >= 0)
        {
            if (messageFilled == 0)
            {
                handle(state, part[..end]);
            }
            else
            {
                Keep(part[..end]);
                handle(state, message.AsSpan(0, messageFilled));
                messageFilled = 0;
            }

            part = part[(end + 1)..];
        }

        Keep(part);
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (messageFilled + part.Length > message.Length)
        {
            Array.Resize(ref message, Math.Max(1024, 2 * (messageFilled + part.Length)));
        }

        part.CopyTo(message.AsSpan(messageFilled));
        messageFilled += part.Length;
    }
}

internal delegate void MessageHandler<TState>(TState state, ReadOnlySpan<byte> message);
