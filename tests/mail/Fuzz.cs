using System.Diagnostics;
using Hub.Channels.Email.Mime;

namespace Hub.MailTrial;

/// <summary>Damaged mails by the million: each is read and everything is asked of it that the hub asks.</summary>
internal static class Fuzz
{
    private const long MostGrowth = 64L * 1024 * 1024;
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(10);
    private static long _current;
    private static long _since;

    internal static int Run(IReadOnlyList<byte[]> mails, int count, int seed)
    {
        using var watch = new Timer(_ => EndIfHanging(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        var (bytes, slowest, slowestAt, most, mostAt) = (0L, TimeSpan.Zero, 0, 0L, 0);
        long? before = null;
        var growth = 0L;
        for (var i = 0; i < count; i++)
        {
            // Everything about a mail follows from its number, so that one can be made again.
            var mail = MailMutation.Of(mails, new Random(HashCode(seed, i)));
            bytes += mail.Length;
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            Interlocked.Exchange(ref _since, Stopwatch.GetTimestamp());
            Interlocked.Exchange(ref _current, i);
            try
            {
                Ask(mail);
            }
            catch (Exception e)
            {
                var file = Path.Combine(Path.GetTempPath(), $"mail-{seed}-{i}.eml");
                File.WriteAllBytes(file, mail);
                Console.Error.WriteLine($"Mail {i} of seed {seed} (kept as {file}): {e}");
                return 1;
            }

            var took = Stopwatch.GetElapsedTime(Interlocked.Read(ref _since));
            if (took > slowest)
            {
                (slowest, slowestAt) = (took, i);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > most)
            {
                (most, mostAt) = (allocated, i);
            }

            if ((i + 1) % 50_000 == 0 || i + 1 == count)
            {
                var held = GC.GetTotalMemory(forceFullCollection: true);
                before ??= held;
                growth = Math.Max(growth, held - before.Value);
                Console.WriteLine($"{i + 1} mails, {bytes / 1_000_000} MB, {clock.Elapsed.TotalSeconds:0} s, held {held / 1_000_000} MB, resident {Environment.WorkingSet / 1_000_000} MB, "
                    + $"slowest {slowest.TotalMilliseconds:0} ms (mail {slowestAt}), most allocated {most / 1_000_000.0:0.0} MB (mail {mostAt})");
                if (growth > MostGrowth)
                {
                    Console.Error.WriteLine($"Memory held grew by {growth / 1_000_000} MB.");
                    return 1;
                }
            }
        }

        return 0;
    }

    /// <summary>Everything the hub does with a mail it was sent.</summary>
    internal static void Ask(byte[] raw)
    {
        var mail = MimeReader.Read(raw);
        foreach (var header in mail.Headers)
        {
            _ = header.Value;
        }

        foreach (var file in mail.Files)
        {
            var bytes = file.Decode();
            if (file.IsMessage)
            {
                MimeReader.Read(bytes);
            }
        }

        _ = mail.ReadableText;
        MailClassifier.Classify(mail);
        if (mail.Text is { } text)
        {
            QuoteSplitter.Text(text);
        }

        if (mail.Html is { } html)
        {
            QuoteSplitter.Html(html);
            MailHtml.Clean(html);
        }
    }

    internal static int HashCode(int seed, int number) => unchecked((seed * 486_187_739) + (number * 16_777_619) + 7);

    private static void EndIfHanging()
    {
        if (_since != 0 && Stopwatch.GetElapsedTime(Interlocked.Read(ref _since)) > _hang)
        {
            Console.Error.WriteLine($"Mail {Interlocked.Read(ref _current)} hangs.");
            Environment.Exit(1);
        }
    }
}
