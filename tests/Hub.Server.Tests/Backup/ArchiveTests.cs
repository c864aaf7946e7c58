using System.Text;
using Hub.Server.Backup;
using Xunit;

namespace Hub.Server.Tests.Backup;

/// <summary>The file itself: what is changed, missing or cut off is found before anything is made of it.</summary>
public sealed class ArchiveTests
{
    private const string Passphrase = "four words are enough";

    [Theory]
    [InlineData(null)]
    [InlineData(Passphrase)]
    public async Task A_file_cut_off_anywhere_is_refused(string? passphrase)
    {
        var (whole, contents) = await MakeAsync(passphrase);
        Assert.Equal(contents, await ReadAsync(whole, passphrase));

        // Two empty blocks end a tar and say nothing: all that counts is before them.
        var lastThatCounts = passphrase is null ? Array.FindLastIndex(whole, value => value != 0) : whole.Length - 1;
        for (var length = 0; length <= lastThatCounts; length += length < 128 ? 1 : 97)
        {
            await Assert.ThrowsAsync<BackupException>(() => ReadAsync(whole[..length], passphrase));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Passphrase)]
    public async Task A_changed_byte_is_found_or_changes_nothing(string? passphrase)
    {
        var (whole, contents) = await MakeAsync(passphrase);
        var found = 0;
        for (var at = 0; at < whole.Length; at += 29)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x41;
            try
            {
                Assert.Equal(contents, await ReadAsync(changed, passphrase)); // The filling of a tar's blocks.
            }
            catch (BackupException)
            {
                found++;
            }
        }

        Assert.InRange(found, passphrase is null ? whole.Length / 29 / 4 : whole.Length / 29, int.MaxValue);
    }

    [Fact]
    public async Task Another_passphrase_or_none_is_refused_and_says_so()
    {
        var (whole, _) = await MakeAsync(Passphrase);

        Assert.Contains("another passphrase", (await Assert.ThrowsAsync<BackupException>(() => ReadAsync(whole, "four words are enoug"))).Message, StringComparison.Ordinal);
        Assert.Contains("--passphrase-file", (await Assert.ThrowsAsync<BackupException>(() => ReadAsync(whole, null))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunks_of_a_sealed_file_cannot_be_moved_repeated_or_left_out()
    {
        var (whole, _) = await MakeAsync(Passphrase, size: 300_000);
        const int chunk = Sealing.ChunkSize + Sealing.TagSize;
        byte[] Chunk(int number) => whole[(Sealing.HeaderSize + number * chunk)..(Sealing.HeaderSize + (number + 1) * chunk)];
        var (header, rest) = (whole[..Sealing.HeaderSize], whole[(Sealing.HeaderSize + 3 * chunk)..]);

        foreach (var order in new[] { new[] { 1, 0, 2 }, [0, 1, 1, 2], [0, 2], [0, 1] })
        {
            await Assert.ThrowsAsync<BackupException>(() => ReadAsync([.. header, .. order.SelectMany(Chunk), .. rest], Passphrase));
        }

        await Assert.ThrowsAsync<BackupException>(() => ReadAsync([.. header, .. Chunk(0), .. Chunk(1)], Passphrase));
    }

    [Fact]
    public async Task A_newer_format_and_what_is_no_backup_are_told_apart()
    {
        var buffer = new MemoryStream();
        await using (var archive = new ArchiveWriter(buffer))
        {
            await archive.AddAsync(BackupManifest.Entry, new MemoryStream("{\"format\":2,\"wholly\":\"new\"}"u8.ToArray()), CancellationToken.None);
            await archive.EndAsync(new BackupEnd(new Dictionary<string, long>(), new Dictionary<string, long>(), 0, 0), CancellationToken.None);
        }

        Assert.Contains("format 2", (await Assert.ThrowsAsync<BackupException>(() => ReadAsync(buffer.ToArray(), null))).Message, StringComparison.Ordinal);
        foreach (var text in new[] { "", "-- PostgreSQL database dump", new string('x', 5000) })
        {
            Assert.Contains("not a backup", (await Assert.ThrowsAsync<BackupException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), null))).Message, StringComparison.Ordinal);
        }
    }

    private static async Task<(byte[] File, string Contents)> MakeAsync(string? passphrase, int size = 9000)
    {
        var file = new MemoryStream();
        await using var target = passphrase is null ? null : new SealedWriter(file, Sealing.Begin(passphrase, rounds: 1));
        var random = new Random(7);
        var bytes = new byte[size];
        random.NextBytes(bytes);
        await using (var archive = new ArchiveWriter(target is null ? file : target))
        {
            await archive.AddJsonAsync(BackupManifest.Entry, new BackupManifest(1, "1.0", DateTimeOffset.UnixEpoch, "18", [], null, false, []), CancellationToken.None);
            await archive.AddRowsAsync(BackupManifest.TablesFolder + "a.b/b", new MemoryStream("1\t日本\n2\t\\N\n"u8.ToArray()), CancellationToken.None);
            await archive.AddAsync(BackupManifest.FilesFolder + "one", new MemoryStream(bytes), CancellationToken.None);
            await archive.EndAsync(new BackupEnd(new Dictionary<string, long> { ["a.b"] = 2 }, new Dictionary<string, long>(), 1, 0), CancellationToken.None);
        }

        target?.End();
        return (file.ToArray(), await ReadAsync(file.ToArray(), passphrase));
    }

    /// <summary>Every entry's name and bytes as text, so that two files can be compared.</summary>
    private static async Task<string> ReadAsync(byte[] file, string? passphrase)
    {
        var path = Path.Combine(Hub.Testing.TestFolders.New("archive"), "backup");
        await File.WriteAllBytesAsync(path, file);
        await using (var source = BackupInput.Open(path, passphrase))
        {
            await ArchiveReader.VerifyAsync(source, CancellationToken.None);
        }

        var contents = new StringBuilder();
        await using var again = BackupInput.Open(path, passphrase);
        await using var reader = new ArchiveReader(again);
        while (await reader.NextAsync(CancellationToken.None) is { } entry)
        {
            contents.Append(entry.Name).Append(' ').AppendLine(Convert.ToHexString(await ArchiveReader.ReadAllAsync(entry, CancellationToken.None)));
        }

        return contents.ToString();
    }
}
