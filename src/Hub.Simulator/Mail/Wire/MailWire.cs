using System.Net.Sockets;
using System.Text;

namespace Hub.Simulator.Mail;

/// <summary>Lines and bytes over one connection. A client that sends a line without end is cut off.</summary>
internal sealed class MailWire(Socket socket) : IAsyncDisposable
{
    private const int LongestLine = 64 * 1024;
    private const int LargestLiteral = 60 * 1024 * 1024;
    private readonly NetworkStream stream = new(socket, ownsSocket: true);
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    public async Task SayAsync(string text, CancellationToken cancellation) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text + "\r\n"), cancellation);

    public async Task SayAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => await stream.WriteAsync(bytes, cancellation);

    /// <summary>The bytes of a line without its end; null when the client has gone.</summary>
    public async Task<byte[]?> LineAsync(CancellationToken cancellation)
    {
        var line = new MemoryStream();
        while (true)
        {
            if (start == end && !await FillAsync(cancellation))
            {
                return null;
            }
            var found = Array.IndexOf(buffer, (byte)'\n', start, end - start);
            var length = (found < 0 ? end : found) - start;
            line.Write(buffer, start, length);
            start += found < 0 ? length : length + 1;
            if (line.Length > LongestLine)
            {
                return null;
            }
            if (found >= 0)
            {
                var bytes = line.ToArray();
                return bytes is [.., (byte)'\r'] ? bytes[..^1] : bytes;
            }
        }
    }

    public async Task<string?> TextAsync(CancellationToken cancellation) => await LineAsync(cancellation) is { } line ? Encoding.UTF8.GetString(line) : null;

    /// <summary>So many bytes; null when the client has gone, or wants too much.</summary>
    public async Task<byte[]?> BytesAsync(int count, CancellationToken cancellation)
    {
        if (count > LargestLiteral)
        {
            return null;
        }
        var bytes = new byte[count];
        for (var filled = 0; filled < count;)
        {
            if (start == end && !await FillAsync(cancellation))
            {
                return null;
            }
            var taken = Math.Min(count - filled, end - start);
            buffer.AsSpan(start, taken).CopyTo(bytes.AsSpan(filled));
            (filled, start) = (filled + taken, start + taken);
        }
        return bytes;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        (start, end) = (0, await stream.ReadAsync(buffer, cancellation));
        return end > 0;
    }
}
