using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Hub.Server.Platform;

namespace Hub.Server.Backup;

/// <summary>Writes a backup as a stream, entry after entry, and keeps nothing but the sums of the last few thousand.</summary>
internal sealed class ArchiveWriter(Stream target) : IAsyncDisposable
{
    private const int PartSize = 4 << 20;
    private const int SumsPerList = 5000;
    private readonly TarWriter tar = new(target, TarEntryFormat.Pax, leaveOpen: true);
    private readonly StringBuilder sums = new();
    private int sumCount;
    private int lists;

    public Task AddJsonAsync<T>(string name, T value, CancellationToken cancellationToken) =>
        AddAsync(name, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(value, HubJson.Options)), cancellationToken);

    public async Task AddAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        await using var summed = new SummingStream(name, content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = summed, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellationToken);
        sums.Append(summed.Line()).Append('\n');
        if (++sumCount >= SumsPerList)
        {
            await FlushSumsAsync(cancellationToken);
        }
    }

    /// <summary>Rows as text COPY gives them, in gzipped parts of a few megabytes; answers how many rows it were.</summary>
    public async Task<long> AddRowsAsync(string name, Stream rows, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 << 10];
        var part = new MemoryStream();
        var gzip = new GZipStream(part, CompressionLevel.Fastest, leaveOpen: true);
        var (count, parts) = (0L, 0);
        int read;
        try
        {
            while ((read = await rows.ReadAsync(buffer, cancellationToken)) > 0)
            {
                count += buffer.AsSpan(0, read).Count((byte)'\n'); // A line break inside a value is written as \n, two characters.
                await gzip.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                if (part.Length >= PartSize)
                {
                    await EndPartAsync();
                    gzip = new GZipStream(part, CompressionLevel.Fastest, leaveOpen: true);
                }
            }

            if (count > 0)
            {
                await EndPartAsync();
            }
        }
        finally
        {
            await gzip.DisposeAsync();
        }

        return count;

        async Task EndPartAsync()
        {
            await gzip.DisposeAsync();
            part.Position = 0;
            await AddAsync(string.Create(CultureInfo.InvariantCulture, $"{name}.{++parts:d6}.copy.gz"), part, cancellationToken);
            part = new MemoryStream();
        }
    }

    /// <summary>The end and its sum: a file without them is not whole.</summary>
    public async Task EndAsync(BackupEnd end, CancellationToken cancellationToken)
    {
        await AddJsonAsync(BackupManifest.EndEntry, end, cancellationToken);
        await FlushSumsAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => tar.DisposeAsync();

    private async Task FlushSumsAsync(CancellationToken cancellationToken)
    {
        if (sumCount == 0)
        {
            return;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{BackupManifest.SumsFolder}{++lists:d6}.sha256");
        var list = new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(sums.ToString())), Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        await tar.WriteEntryAsync(list, cancellationToken);
        sums.Clear();
        sumCount = 0;
    }
}
