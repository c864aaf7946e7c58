using System.Text;

namespace Hub.MailTrial;

/// <summary>Damages a mail in one to six places the way gateways, broken programs and attackers do.</summary>
internal static class MailMutation
{
    private const int Longest = 64 * 1024;

    private static readonly byte[][] _splinters =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\r\n\r\n", "\n\n", "\0", ":", ";", "\"", "(", "<", ">", "@", ",", "=", "--", "--b", "\r\n--b\r\n", "\r\n--b--\r\n", "=?", "?=", "=?utf-8?B?", "=?utf-8?q?=ff?=",
            "=?iso-2022-jp?B?GyRC?=", "\u001b$B", "\u001b(B", "\u001b(I", "\r\nContent-Type: multipart/mixed; boundary=b\r\n", "\r\nContent-Type: multipart/mixed\r\n\r\n",
            "\r\nContent-Type: message/rfc822\r\n\r\n", "\r\nContent-Type: message/delivery-status\r\n\r\n", "\r\nContent-Type: text/html; charset=utf-16\r\n", "\r\nContent-Transfer-Encoding: base64\r\n",
            "\r\nContent-Transfer-Encoding: quoted-printable\r\n", "\r\nContent-Transfer-Encoding: x-uuencode\r\n", "\r\nContent-Disposition: attachment; filename*0*=", "filename*=utf-8''%", "charset=", "charset=utf-7",
            "\nbegin 644 a\n", "\nend\n", "<div>", "</div>", "<table><tr><td>", "<b><p>", "<blockquote type=cite>", "<style>", "<!--", "<script>", "<![CDATA[", "&#x110000;", "&amp", "> ", ">>>>>>>>", "On a wrote:\n", "-- \n",
            "-----Original Message-----\n", "差出人: a\n送信日時: b\n宛先: c\n件名: d\n", "\nFinal-Recipient: rfc822;", "\nAction: failed\n", "From ", "To: ", "Group: a, b;", "<<<<<<<<", "((((((((",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0x80], [0x81], [0xE3], [0xE3, 0x81], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x82, 0xA0], [0xA4, 0xA2],
    ];

    internal static byte[] Of(IReadOnlyList<byte[]> mails, Random random)
    {
        var seed = mails[random.Next(mails.Count)];
        var mail = new List<byte>(seed.Length + 1024);
        mail.AddRange(seed.AsSpan(0, Math.Min(seed.Length, Longest)));
        for (var cuts = random.Next(1, 7); cuts > 0; cuts--)
        {
            Damage(mail, mails, random);
        }

        return [.. mail];
    }

    private static void Damage(List<byte> mail, IReadOnlyList<byte[]> mails, Random random)
    {
        // Headers and the beginnings of parts matter most and are short.
        var at = random.Next(3) == 0 ? random.Next(mail.Count + 1) : random.Next(Math.Min(mail.Count, 2_000) + 1);
        var length = Math.Min(random.Next(8) == 0 ? random.Next(2_000) : random.Next(1, 20), mail.Count - at);
        var splinter = _splinters[random.Next(_splinters.Length)];
        switch (random.Next(9))
        {
            case 0 when at < mail.Count:
                mail[at] = (byte)random.Next(256);
                break;
            case 1:
                mail.RemoveRange(at, length);
                break;
            case 2:
                mail.InsertRange(at, mail.GetRange(at, length));
                break;
            case 3:
                mail.InsertRange(at, splinter);
                break;
            case 4:
                // The same again and again: what is harmless once may not be so a thousand times.
                var times = random.Next(1, random.Next(20) == 0 ? 2_000 : 40);
                mail.InsertRange(at, Enumerable.Repeat(splinter, times).SelectMany(bytes => bytes));
                break;
            case 5:
                var other = mails[random.Next(mails.Count)];
                var from = random.Next(other.Length + 1);
                mail.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(3_000))).ToArray());
                break;
            case 6:
                mail.RemoveRange(at, mail.Count - at);
                break;
            case 7:
                ReplaceLine(mail, at, splinter);
                break;
            default:
                for (var i = at; i < Math.Min(at + length, mail.Count); i++)
                {
                    mail[i] ^= (byte)(1 << random.Next(8));
                }

                break;
        }

        if (mail.Count > 4 * Longest)
        {
            mail.RemoveRange(4 * Longest, mail.Count - (4 * Longest));
        }
    }

    private static void ReplaceLine(List<byte> mail, int at, byte[] by)
    {
        var start = at == 0 ? 0 : mail.LastIndexOf((byte)'\n', at - 1) + 1;
        var end = start < mail.Count ? mail.IndexOf((byte)'\n', start) : -1;
        if (end > start)
        {
            mail.RemoveRange(start, end - start);
            mail.InsertRange(start, by);
        }
    }
}
