using System.Formats.Tar;
using System.Text.Json;
using Hub.Server.Platform;

namespace Hub.Server.Backup;

/// <summary>One entry while it is the current one; <see cref="Content"/> may be read once or left.</summary>
internal sealed record ArchiveEntry(string Name, Stream Content);

/// <summary>
/// Reads a backup entry by entry and proves each against the lists of sums. It hands an entry out before its list has come, so whoever changes
/// something lasting reads the whole file once before (<see cref="VerifyAsync"/>).
/// </summary>
internal sealed class ArchiveReader(Stream source) : IAsyncDisposable
{
    private readonly TarReader tar = new(source, leaveOpen: true);
    private readonly List<string> unproven = [];
    private SummingStream? current;
    private bool provenAny;
    private bool ended;

    /// <summary>Reads everything and keeps nothing.</summary>
    /// <exception cref="BackupException">It is not whole, not ours, or not readable by this version.</exception>
    public static async Task<(BackupManifest Manifest, BackupEnd End)> VerifyAsync(Stream source, CancellationToken cancellationToken)
    {
        await using var reader = new ArchiveReader(source);
        BackupManifest? manifest = null;
        BackupEnd? end = null;
        while (await reader.NextAsync(cancellationToken) is { } entry)
        {
            if (entry.Name == BackupManifest.Entry)
            {
                manifest = await ReadManifestAsync(entry, cancellationToken);
            }
            else if (manifest is null)
            {
                throw new BackupException("This is not a backup of CrmHub.");
            }
            else if (entry.Name == BackupManifest.EndEntry)
            {
                end = await ReadAsync<BackupEnd>(entry, cancellationToken);
            }
        }

        return manifest is null || end is null ? throw new BackupException("This is not a backup of CrmHub.") : (manifest, end);
    }

    /// <summary>The next entry, null after the last one of a whole file.</summary>
    public async Task<ArchiveEntry?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FinishCurrentAsync(cancellationToken);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (ended)
                {
                    throw new BackupException("The backup is damaged: something follows its end.");
                }

                if (!entry.Name.StartsWith(BackupManifest.SumsFolder, StringComparison.Ordinal))
                {
                    current = new SummingStream(entry.Name, entry.DataStream ?? Stream.Null);
                    return new ArchiveEntry(entry.Name, current);
                }

                using var list = new StreamReader(entry.DataStream ?? Stream.Null, leaveOpen: true);
                Prove(await list.ReadToEndAsync(cancellationToken));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new BackupException(provenAny ? "The backup is damaged or cut off." : "This is not a backup of CrmHub, or its beginning is damaged.");
        }

        return ended ? null : throw new BackupException(provenAny || unproven.Count > 0 ? "The backup is cut off: its end is missing." : "This is not a backup of CrmHub.");
    }

    public static async Task<BackupManifest> ReadManifestAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        var bytes = await ReadAllAsync(entry, cancellationToken);
        try
        {
            // The number is looked at first: a newer manifest may not even have the other members.
            using var json = JsonDocument.Parse(bytes);
            if (json.RootElement.GetProperty("format").GetInt32() is var format && format > BackupManifest.NewestFormat)
            {
                throw new BackupException($"The backup has format {format}, this CrmHub reads up to {BackupManifest.NewestFormat}. Restore it with the CrmHub that made it, or a newer one.");
            }

            return JsonSerializer.Deserialize<BackupManifest>(bytes, HubJson.Options)!;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new BackupException("The backup's manifest is damaged.");
        }
    }

    public static async Task<T> ReadAsync<T>(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(await ReadAllAsync(entry, cancellationToken), HubJson.Options)!;
        }
        catch (JsonException)
        {
            throw new BackupException($"The backup is damaged: {entry.Name} cannot be read.");
        }
    }

    public static async Task<byte[]> ReadAllAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream();
        await entry.Content.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    public ValueTask DisposeAsync() => tar.DisposeAsync();

    private async Task FinishCurrentAsync(CancellationToken cancellationToken)
    {
        if (current is null)
        {
            return;
        }

        await current.CopyToAsync(Stream.Null, cancellationToken);
        unproven.Add(current.Line());
        current = null;
    }

    private void Prove(string list)
    {
        var expected = list.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < Math.Max(expected.Length, unproven.Count); i++)
        {
            var (said, found) = (i < expected.Length ? expected[i] : null, i < unproven.Count ? unproven[i] : null);
            if (said != found)
            {
                throw new BackupException($"The backup is damaged at {(found ?? said)![Math.Min(66, (found ?? said)!.Length)..]}.");
            }
        }

        ended = expected.Length > 0 && expected[^1].EndsWith("  " + BackupManifest.EndEntry, StringComparison.Ordinal);
        provenAny = true;
        unproven.Clear();
    }
}
