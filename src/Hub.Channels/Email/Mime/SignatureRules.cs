using System.Text.RegularExpressions;

namespace Hub.Channels.Email.Mime;

/// <summary>Where a signature begins.</summary>
internal static class SignatureRules
{
    private const int MostLines = 20;

    /// <summary>What a Japanese business signature is ruled off with.</summary>
    private const string RuleCharacters = "-=_*+~#─━―ー－＝＿＊＋～〜◆◇■□●○★☆＠@┌┐└┘┏┓┗┛╋┼・.:｡･:*";

    private static readonly Regex _phone = new(
        @"^\s*(Sent from (my|Mail|Outlook|Yahoo|Samsung|Xperia).*|Get Outlook for .*|.{1,30}(から|より)送信(されました)?。?|Outlook for .{1,10}を入手.*|Von meinem .{1,30} gesendet\.?|Envoyé de mon .{1,30})\s*$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static readonly Regex _contact = new(
        @"(〒|TEL|Tel|tel|FAX|Fax|電話|携帯|https?://|www\.|@|＠|株式会社|有限会社|合同会社|E-?mail|Mail|メール)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>The line it begins with; null if there is none. Never the first line with words.</summary>
    internal static int? Start(string[] lines)
    {
        var end = lines.Length;
        while (end > 0 && string.IsNullOrWhiteSpace(lines[end - 1]))
        {
            end--;
        }

        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        for (var i = Math.Max(first + 1, end - MostLines); i >= 0 && i < end; i++)
        {
            if (lines[i].TrimEnd('\r') is "-- " or "--" or "—" || (lines[i].Length < 100 && _phone.IsMatch(lines[i])) || (IsRule(lines[i]) && HasContact(lines, i, end)))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsRule(string line)
    {
        var text = line.AsSpan().Trim(" \u3000\r");
        return text.Length is >= 5 and <= 100 && !text.ContainsAnyExcept(RuleCharacters + " \u3000");
    }

    private static bool HasContact(string[] lines, int from, int end)
    {
        for (var i = from + 1; i < end; i++)
        {
            if (lines[i].Length < 200 && _contact.IsMatch(lines[i]))
            {
                return true;
            }
        }

        return false;
    }
}
