using System.Text;
using System.Text.RegularExpressions;

namespace Hub.Simulator.Mail;

/// <summary>One command with its words; literals and quoted texts are words like any other.</summary>
/// <param name="Line">All of it as text, for what is easier to find than to parse.</param>
internal sealed partial record ImapCommand(string Tag, string Verb, IReadOnlyList<string> Words, IReadOnlyList<byte[]> Literals, string Line)
{
    /// <summary>Null when the client has gone.</summary>
    public static async Task<ImapCommand?> ReadAsync(MailWire wire, CancellationToken cancellation)
    {
        var (words, literals, line) = (new List<string>(), new List<byte[]>(), new StringBuilder());
        while (true)
        {
            if (await wire.TextAsync(cancellation) is not { } part)
            {
                return null;
            }
            var literal = Literal().Match(part);
            var text = literal.Success ? part[..literal.Index] : part;
            line.Append(text);
            words.AddRange(Word().Matches(text).Select(match => match.Groups[1].Success ? Escaped().Replace(match.Groups[1].Value, "$1") : match.Value));
            if (!literal.Success)
            {
                break;
            }
            if (literal.Groups[2].Length == 0)
            {
                await wire.SayAsync("+ go", cancellation);
            }
            if (await wire.BytesAsync(int.Parse(literal.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture), cancellation) is not { } bytes)
            {
                return null;
            }
            literals.Add(bytes);
            words.Add(Encoding.UTF8.GetString(bytes));
        }
        return words.Count < 2 ? new ImapCommand(words.FirstOrDefault() ?? "*", "", [], literals, line.ToString()) : new ImapCommand(words[0], words[1].ToUpperInvariant(), words[2..], literals, line.ToString());
    }

    /// <summary>UIDs of a set such as 3:5,9:* among those that are there.</summary>
    public static IEnumerable<PlacedMail> InSet(string set, IReadOnlyList<PlacedMail> mails)
    {
        var last = mails.Count > 0 ? mails[^1].Uid : 0;
        var ranges = set.Split(',').Select(range => range.Split(':') is [var from, var to] ? (From: Number(from, last), To: Number(to, last)) : (From: Number(range, last), To: Number(range, last))).ToList();
        // The order of a range's ends does not matter: 9:* names the newest mail even when that is number 5.
        return mails.Where(mail => ranges.Exists(range => mail.Uid >= Math.Min(range.From, range.To) && mail.Uid <= Math.Max(range.From, range.To)));
    }

    private static uint Number(string text, uint last) => text == "*" ? last : uint.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("\\{(\\d{1,9})(\\+?)\\}$", RegexOptions.CultureInvariant)]
    private static partial Regex Literal();

    [GeneratedRegex("\"((?:[^\"\\\\]|\\\\.)*)\"|[^\\s\"]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex("\\\\(.)", RegexOptions.CultureInvariant)]
    private static partial Regex Escaped();
}
