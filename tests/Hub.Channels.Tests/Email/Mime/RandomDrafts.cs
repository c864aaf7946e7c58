using System.Text;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Tests.Email.Mime;

/// <summary>Drafts as people and programs could make them, from the tame to the odd; the same for the same seed.</summary>
internal sealed class RandomDrafts(int seed)
{
    private static readonly string[] _words =
    [
        "order", "Re:", "請求書", "㈱ハブ", "髙橋", "ﾊﾝｶｸ", "café", "Grüße", "–", "“quoted”", "\"straight\"", "a,b", "(comment)", "<tag>", "a;b", "a:b", "=?utf-8?B?fake?=", "=20", "@home", "\\back",
        "🍣", "👩‍👩‍👧", "한국어", "العربية", "'", "x".PadRight(90, 'x'), "とても長い日本語の言葉がここに続きます長い長い長い長い長い長い", "100%", "_", "?", "==", "..", "--", "&amp;", "\u00a0", "\u3000",
    ];

    private readonly Random _random = new(seed);

    internal MailDraft Next() => new()
    {
        From = Address(),
        Sender = Chance(5) ? Address() : null,
        To = [Address(), .. Many(3, Address)],
        Cc = Many(3, Address),
        Bcc = Many(2, Address),
        ReplyTo = Many(2, Address),
        Subject = Line(12),
        Date = DateTimeOffset.FromUnixTimeSeconds(_random.NextInt64(946_684_800, 4_102_444_800)).ToOffset(TimeSpan.FromMinutes(15 * _random.Next(-48, 56))),
        MessageId = Id(),
        InReplyTo = Many(2, Id),
        References = Many(30, Id),
        Text = Chance(8) ? null : Text(),
        Html = Chance(2) ? null : $"<p>{Text()}</p>",
        Files = Many(3, File),
        Headers = Many(3, () => new KeyValuePair<string, string>($"X-Test-{_random.Next(1000)}", Line(10))),
    };

    private MailAddress Address()
    {
        var local = _random.Next(12) switch { 0 => "a..b.", 1 => "o'brien", 2 => "x+tag", 3 => "a&b=c", _ => $"user{_random.Next(1000)}" };
        var name = Line(4);
        return new MailAddress(Chance(3) || name.Length == 0 ? null : name, $"{local}@{(Chance(6) ? "mail.example.co.jp" : "example.com")}");
    }

    private string Id() => $"{_random.Next()}.{new string('i', _random.Next(1, 60))}@example.com";

    private MailDraftFile File()
    {
        var content = new byte[_random.Next(3) == 0 ? _random.Next(3_000) : _random.Next(100)];
        _random.NextBytes(content);
        // What a reader takes off names is tested elsewhere.
        var name = Line(4).Replace('/', '_').Replace('\\', '_').TrimStart('.', ' ', '\u3000', '\u00a0').Cut(150).TrimEnd(' ', '\u3000', '\u00a0');
        return new MailDraftFile(name.Length == 0 ? "a.bin" : name + ".bin", Chance(2) ? "application/octet-stream" : "image/png", content, Chance(2) ? $"{_random.Next()}@example.com" : null);
    }

    /// <summary>One line, words with single spaces, as they come out of a form.</summary>
    private string Line(int most) => string.Join(' ', Enumerable.Range(0, _random.Next(most)).Select(_ => Word())).Trim(' ', '\u3000', '\u00a0', '\'', '"');

    private string Text()
    {
        var text = new StringBuilder();
        for (var lines = _random.Next(1, 8); lines > 0; lines--)
        {
            text.Append(_random.Next(8) switch { 0 => "> ", 1 => ">> ", 2 => " ", 3 => "From ", 4 => "--boundary", 5 => ".", _ => "" });
            text.AppendJoin(_random.Next(6) == 0 ? "  " : " ", Enumerable.Range(0, _random.Next(40)).Select(_ => Word()));
            text.Append(_random.Next(3) == 0 ? "\r\n" : "\n");
        }

        return text.ToString();
    }

    private string Word() => _words[_random.Next(_words.Length)];

    private List<T> Many<T>(int most, Func<T> make) => [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => make())];

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
