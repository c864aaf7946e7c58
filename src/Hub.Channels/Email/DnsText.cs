using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Channels.Email;

/// <summary>
/// TXT records over DNS (RFC 1035), which .NET does not look up: one question to the machine's own resolvers, by UDP and, where the answer does not fit, by TCP.
/// Only for showing a person what a domain says; nothing is decided by it.
/// </summary>
/// <param name="servers">Null: those the machine uses.</param>
public sealed class DnsText(TimeProvider time, IReadOnlyList<IPEndPoint>? servers = null) : ISendingDomain
{
    private const int TextType = 16;
    private const int MostBytes = 65_535;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> TextAsync(string name, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(_limit, time, cancellationToken);
        foreach (var server in servers ?? OfThisMachine())
        {
            try
            {
                var question = Question(name);
                var answer = await ByUdpAsync(server, question, deadline.Token);
                if (IsCut(answer))
                {
                    answer = await ByTcpAsync(server, question, deadline.Token);
                }

                if (Read(question, answer) is { } records)
                {
                    return records;
                }
            }
            catch (Exception e) when (e is SocketException or IOException or FormatException || (e is OperationCanceledException && !deadline.CancelledByCaller))
            {
                // The next server may answer; when none does, nobody knows.
            }
        }

        return null;
    }

    private static List<IPEndPoint> OfThisMachine() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(card => card.OperationalStatus == OperationalStatus.Up).SelectMany(card => card.GetIPProperties().DnsAddresses).Distinct().Take(3).Select(address => new IPEndPoint(address, 53))];

    private static byte[] Question(string name)
    {
        using var bytes = new MemoryStream();
        Span<byte> head = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        RandomNumberGenerator.Fill(head[..2]);
        bytes.Write(head);
        foreach (var label in name.TrimEnd('.').Split('.'))
        {
            var ascii = Encoding.ASCII.GetBytes(label);
            if (ascii.Length is 0 or > 63)
            {
                throw new FormatException("Not a name.");
            }

            bytes.WriteByte((byte)ascii.Length);
            bytes.Write(ascii);
        }

        bytes.Write([0, 0, TextType, 0, 1]);
        return bytes.ToArray();
    }

    private static async Task<byte[]> ByUdpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellationToken);
        await socket.SendAsync(question, cancellationToken);
        var answer = new byte[MostBytes];
        while (true)
        {
            var length = await socket.ReceiveAsync(answer, cancellationToken);
            if (length >= 12 && answer.AsSpan(0, 2).SequenceEqual(question.AsSpan(0, 2)))
            {
                return answer[..length];
            }
        }
    }

    private static async Task<byte[]> ByTcpAsync(IPEndPoint server, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(server.AddressFamily);
        await client.ConnectAsync(server, cancellationToken);
        await using var stream = client.GetStream();
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)question.Length);
        await stream.WriteAsync(length.Concat(question).ToArray(), cancellationToken);
        await stream.ReadExactlyAsync(length, cancellationToken);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellationToken);
        return answer;
    }

    private static bool IsCut(byte[] answer) => (answer[2] & 2) != 0;

    /// <summary>Null when the server has refused or failed; empty when the name has no such record or does not exist.</summary>
    private static List<string>? Read(byte[] question, byte[] answer)
    {
        if (answer.Length < question.Length || (answer[3] & 15) is not (0 or 3))
        {
            return null;
        }

        var (count, at) = (BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6)), question.Length);
        var records = new List<string>();
        for (var i = 0; i < count; i++)
        {
            at = AfterName(answer, at);
            if (at + 10 > answer.Length)
            {
                throw new FormatException("The answer ends too early.");
            }

            var (type, length) = (BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at)), BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 8)));
            at += 10;
            if (at + length > answer.Length)
            {
                throw new FormatException("The answer ends too early.");
            }

            if (type == TextType)
            {
                records.Add(Joined(answer.AsSpan(at, length)));
            }

            at += length;
        }

        return records;
    }

    private static int AfterName(byte[] answer, int at)
    {
        while (at < answer.Length)
        {
            var length = answer[at];
            if (length >= 0xC0)
            {
                return at + 2;
            }

            at += length + 1;
            if (length == 0)
            {
                return at;
            }
        }

        throw new FormatException("The answer ends too early.");
    }

    private static string Joined(ReadOnlySpan<byte> strings)
    {
        var text = new StringBuilder();
        while (strings.Length > 0 && strings[0] < strings.Length)
        {
            text.Append(Encoding.Latin1.GetString(strings.Slice(1, strings[0])));
            strings = strings[(strings[0] + 1)..];
        }

        return text.ToString();
    }
}
