using System.Diagnostics;
using Hub.Channels.Email.Mime;

namespace Hub.MailTrial;

/// <summary>Headers, addresses, text and HTML decoded, every file decoded: what receiving a mail takes. The scripts beside it do the same with other libraries.</summary>
internal static class Speed
{
    internal static void Run(IReadOnlyList<byte[]> mails, int seconds)
    {
        Turn(mails, TimeSpan.FromSeconds(2));
        var (count, bytes, elapsed) = Turn(mails, TimeSpan.FromSeconds(seconds));
        Console.WriteLine($"{count / elapsed.TotalSeconds:0} mails/s, {bytes / elapsed.TotalSeconds / 1e6:0.0} MB/s, {mails.Count} mails, {mails.Sum(mail => (long)mail.Length) / 1024} KB");
    }

    private static (long Count, long Bytes, TimeSpan Elapsed) Turn(IReadOnlyList<byte[]> mails, TimeSpan time)
    {
        var (count, bytes) = (0L, 0L);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time)
        {
            foreach (var mail in mails)
            {
                var read = MimeReader.Read(mail);
                foreach (var file in read.Files)
                {
                    file.Decode();
                }

                count++;
                bytes += mail.Length;
            }
        }

        return (count, bytes, clock.Elapsed);
    }
}
