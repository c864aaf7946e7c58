using System.Text;

namespace Hub.Server.Demo.Texts;

/// <summary>One telling of a text: <c>[a|b]</c> becomes one of its ways, and <c>{name}</c> the value of this conversation.</summary>
internal static class Wording
{
    public static string Tell(string text, IReadOnlyDictionary<string, string> values, Random random)
    {
        var told = new StringBuilder(text.Length);
        var from = 0;
        while (text.AsSpan(from).IndexOf('[') is >= 0 and var open)
        {
            told.Append(text, from, open);
            var close = text.IndexOf(']', from + open);
            var ways = text[(from + open + 1)..close].Split('|');
            told.Append(ways[random.Next(ways.Length)]);
            from = close + 1;
        }

        // A question needs no full stop behind it.
        return Fill(told.Append(text, from, text.Length - from).ToString(), values).Trim().Replace("？。", "？", StringComparison.Ordinal).Replace("！。", "！", StringComparison.Ordinal);
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> values)
    {
        if (!text.Contains('{'))
        {
            return text;
        }

        var filled = new StringBuilder(text.Length + 32);
        var from = 0;
        while (text.AsSpan(from).IndexOf('{') is >= 0 and var open)
        {
            filled.Append(text, from, open);
            var close = text.IndexOf('}', from + open);
            filled.Append(values[text[(from + open + 1)..close]]);
            from = close + 1;
        }

        return filled.Append(text, from, text.Length - from).ToString();
    }
}
