using System.Buffers.Text;
using System.Text;
using Hub.Bench.Machine;

namespace Hub.Bench.Wire;

/// <summary>What a crowd has seen since its last window opened.</summary>
internal sealed record CrowdStats(
    int Connections, int Ended, long Messages, long Events, long Bytes, long Resyncs, long Numbers, long LastEventAt, long Latencies,
    double LatencyP50, double LatencyP99, double LatencyMax, double SpreadP50, double SpreadP99, double CpuSeconds);

/// <param name="First">The number of the window's first message.</param>
/// <param name="Count">How many messages belong to it.</param>
/// <param name="Start">When the first is due, in clock ticks; 0 = unpaced, no latencies.</param>
/// <param name="Interval">Ticks from one due time to the next.</param>
internal sealed record CrowdWindow(long First, int Count, long Start, double Interval);

/// <summary>Counts what the members of a crowd receive. Rows are found by their bytes; parsing a thousand copies would cost more than sending them.</summary>
internal sealed class CrowdState
{
    private readonly Dictionary<Guid, int> lastNumbers = [];
    private CrowdWindow window = new(0, 0, 0, 0);
    private long[] firstSeen = [];
    private Samples latency = new();
    private Samples spread = new();
    private long messages;
    private long events;
    private long bytes;
    private long resyncs;
    private long numbers;
    private long lastEventAt;

    public int Connections { get; set; }

    public int Ended { get; set; }

    /// <summary>Which member is being read, and when its bytes came.</summary>
    public (int Member, long At) Now { get; set; }

    public void Open(CrowdWindow next)
    {
        window = next;
        firstSeen = new long[next.Count];
        (latency, spread) = (new Samples(), new Samples());
        (messages, events, bytes, resyncs, numbers, lastEventAt) = (0, 0, 0, 0, 0, 0);
    }

    public CrowdStats Stats() => new(
        Connections, Ended, messages, events, bytes, resyncs, numbers, lastEventAt, latency.Count, latency.Milliseconds(0.5), latency.Milliseconds(0.99), latency.Milliseconds(1),
        spread.Milliseconds(0.5), spread.Milliseconds(0.99), Processes.CpuSeconds(Environment.ProcessId));

    public void Receive(ReadOnlySpan<byte> message)
    {
        messages++;
        bytes += message.Length;
        if (message.StartsWith("{\"type\":1,\"target\":\"resync\""u8))
        {
            resyncs++;
        }

        while (true)
        {
            var row = message.IndexOf("\"row\":{\"id\":\""u8);
            if (row < 0)
            {
                return;
            }

            message = message[(row + 13)..];
            var id = message[..36];
            var preview = message.IndexOf("\"preview\":\"q"u8);
            if (preview < 0 || !Utf8Parser.TryParse(message.Slice(preview + 12, 10), out long number, out _))
            {
                continue;
            }

            Seen(number);
            var last = message.IndexOf("\"lastNumber\":"u8);
            if (Now.Member == 0 && last > 0 && Utf8Parser.TryParse(message[(last + 13)..], out int lastNumber, out _))
            {
                Numbered(Guid.Parse(Encoding.ASCII.GetString(id)), lastNumber);
            }
        }
    }

    private void Seen(long number)
    {
        events++;
        lastEventAt = Now.At;
        var index = number - window.First;
        if (index < 0 || index >= window.Count)
        {
            return;
        }

        if (firstSeen[index] == 0)
        {
            firstSeen[index] = Now.At;
        }

        spread.Add(Now.At - firstSeen[index]);
        if (window.Start > 0)
        {
            latency.Add(Now.At - window.Start - (long)(window.Interval * index));
        }
    }

    /// <summary>Two messages of one conversation may share a row event; the number in it says how far the conversation has come.</summary>
    private void Numbered(Guid conversation, int lastNumber)
    {
        var known = lastNumbers.GetValueOrDefault(conversation);
        if (lastNumber > known)
        {
            lastNumbers[conversation] = lastNumber;
            numbers += lastNumber - known;
        }
    }
}
