using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Server.Platform.Files;

internal enum VerdictKind
{
    Clean,
    Infected,

    /// <summary>Nobody has looked into it: not there, too slow, or the file is larger than the scanner takes.</summary>
    Unknown,
}

/// <param name="Code">What was found, or why nobody has looked; for people who keep the scanner.</param>
internal sealed record Verdict(VerdictKind Kind, string? Code = null);

/// <summary>
/// Shows files to clamd before anybody else sees them, where <c>Hub__ClamAv</c> names one. A scanner that does not answer is no answer: the file waits.
/// Source: clamd(8), INSTREAM.
/// </summary>
internal sealed class VirusScanner(HubOptions options)
{
    private const int ChunkBytes = 64 * 1024;
    private const int LongestAnswer = 4096;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);
    /// <summary>Shorter than a job may run, so that a scanner that hangs leaves a file held and not fetched again.</summary>
    private static readonly TimeSpan ScanLimit = TimeSpan.FromSeconds(45);

    public bool IsOn => options.ClamAv is not null;

    public async Task<Verdict> ScanAsync(Stream file, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ScanLimit);
        try
        {
            return Read(await AskAsync(file, deadline.Token));
        }
        catch (Exception exception) when (exception is SocketException or IOException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new Verdict(VerdictKind.Unknown, "scanner_unavailable");
        }
    }

    /// <returns>An address or a socket in the file system; null when the text is neither.</returns>
    public static EndPoint? Parse(string text)
    {
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            return text.Length > 5 && Path.IsPathRooted(text[5..]) ? new UnixDomainSocketEndPoint(text[5..]) : null;
        }

        return Uri.TryCreate($"tcp://{text}", UriKind.Absolute, out var uri) && uri is { Port: > 0, PathAndQuery: "" or "/", UserInfo: "" } ? new DnsEndPoint(uri.DnsSafeHost, uri.Port) : null;
    }

    private async Task<string> AskAsync(Stream file, CancellationToken cancellationToken)
    {
        using var connecting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        connecting.CancelAfter(ConnectLimit);
        using var socket = options.ClamAv is UnixDomainSocketEndPoint ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(options.ClamAv!, connecting.Token);
        await using var stream = new NetworkStream(socket);
        var answer = ReadAnswerAsync(stream, cancellationToken);
        try
        {
            await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellationToken);
            var chunk = new byte[4 + ChunkBytes];
            int read;
            while ((read = await file.ReadAsync(chunk.AsMemory(4), cancellationToken)) > 0)
            {
                BinaryPrimitives.WriteInt32BigEndian(chunk, read);
                await stream.WriteAsync(chunk.AsMemory(0, 4 + read), cancellationToken);
            }

            await stream.WriteAsync(new byte[4], cancellationToken);
        }
        catch (IOException)
        {
            // It stops listening once a file is too large for it, and has said so before.
        }

        return await answer;
    }

    private static async Task<string> ReadAnswerAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[LongestAnswer];
        var length = 0;
        int read;
        while (length < bytes.Length && (read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken)) > 0)
        {
            length += read;
            if (bytes[length - 1] == 0)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0', '\n');
    }

    private static Verdict Read(string answer) => answer switch
    {
        "stream: OK" => new Verdict(VerdictKind.Clean),
        _ when answer.StartsWith("stream: ", StringComparison.Ordinal) && answer.EndsWith(" FOUND", StringComparison.Ordinal) => new Verdict(VerdictKind.Infected, answer["stream: ".Length..^" FOUND".Length]),
        _ when answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase) => new Verdict(VerdictKind.Unknown, "scanner_limit"),
        _ => new Verdict(VerdictKind.Unknown, "scanner_unavailable"),
    };
}
