using System.Collections.Concurrent;

namespace Hub.Simulator.State;

/// <summary>The bytes of photos, videos, audio and files: on disk under the data folder, else in memory with an upper bound.</summary>
internal sealed class ContentStore(SimulatorOptions options)
{
    private const long MemoryLimit = 256L * 1024 * 1024;
    private readonly ConcurrentDictionary<string, byte[]> memory = new();
    private readonly ConcurrentQueue<string> byAge = new();
    private long size;

    public async Task KeepAsync(string messageId, byte[] bytes, CancellationToken cancellation)
    {
        if (Folder() is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, messageId), bytes, cancellation);
            return;
        }
        memory[messageId] = bytes;
        byAge.Enqueue(messageId);
        Interlocked.Add(ref size, bytes.Length);
        while (Interlocked.Read(ref size) > MemoryLimit && byAge.TryDequeue(out var oldest))
        {
            Drop(oldest);
        }
    }

    public async Task<byte[]?> ReadAsync(string messageId, CancellationToken cancellation)
    {
        if (Folder() is not { } folder)
        {
            return memory.GetValueOrDefault(messageId);
        }
        var path = Path.Combine(folder, messageId);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancellation) : null;
    }

    public void Drop(string messageId)
    {
        if (memory.TryRemove(messageId, out var bytes))
        {
            Interlocked.Add(ref size, -bytes.Length);
        }
        if (Folder() is { } folder)
        {
            File.Delete(Path.Combine(folder, messageId));
        }
    }

    private string? Folder() => options.DataDirectory is { } data ? Path.Combine(data, "content") : null;
}
