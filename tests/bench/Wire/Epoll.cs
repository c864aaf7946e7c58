using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hub.Bench.Machine;

namespace Hub.Bench.Wire;

/// <summary>
/// Linux's own event loop, on one thread. The load generator shares two processors with what it measures: a client with a thread pool would take as much as the server.
/// </summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Add = 1;
    private const uint In = 1;
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;
    private const int MaxEvents = 256;
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture is Architecture.X64;
    private static readonly int EventSize = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;
    private readonly int handle = epoll_create1(0);
    private readonly byte[] events = new byte[MaxEvents * 16];

    public void Watch(Socket socket, int token)
    {
        var item = stackalloc byte[16];
        *(uint*)item = In;
        *(long*)(item + DataOffset) = token;
        if (epoll_ctl(handle, Add, (int)socket.Handle, item) != 0)
        {
            throw new IOException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>Fills the tokens of sockets that can be read; waits until the moment given at most.</summary>
    public int Wait(Span<int> ready, long until)
    {
        var left = Math.Max(0, until - Clock.Now);
        var timeout = new Timespec { Seconds = left / Clock.PerSecond, Nanoseconds = left % Clock.PerSecond * 1_000_000_000 / Clock.PerSecond };
        fixed (byte* first = events)
        {
            var count = epoll_pwait2(handle, first, Math.Min(MaxEvents, ready.Length), &timeout, null);
            for (var i = 0; i < count; i++)
            {
                ready[i] = (int)*(long*)(first + (i * EventSize) + DataOffset);
            }

            return Math.Max(0, count);
        }
    }

    /// <summary>0 when the peer has ended the connection, less when nothing is there.</summary>
    public static int Receive(Socket socket, Span<byte> into)
    {
        fixed (byte* first = into)
        {
            return (int)recv((int)socket.Handle, first, into.Length, DoNotWait);
        }
    }

    /// <summary>All or an error: what is sent here is smaller than any socket's buffer.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            if (send((int)socket.Handle, first, bytes.Length, DoNotWait | NoSignal) != bytes.Length)
            {
                throw new IOException($"send failed with {Marshal.GetLastPInvokeError()}.");
            }
        }
    }

    public void Dispose() => _ = close(handle);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int epoll, int operation, int socket, byte* item);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_pwait2(int epoll, byte* events, int most, Timespec* timeout, void* signals);

    [DllImport("libc", SetLastError = true)]
    private static extern nint recv(int socket, byte* buffer, nint length, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint send(int socket, byte* buffer, nint length, int flags);

    [DllImport("libc")]
    private static extern int close(int handle);

    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
