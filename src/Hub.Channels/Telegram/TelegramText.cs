using System.Text;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>
/// Telegram's text as plain words. Emoji, also bought ones, and mentions stand in the text as they are; only the address behind a word would be lost, so it follows in
/// brackets. Offsets count UTF-16 units, as strings do here.
/// </summary>
internal static class TelegramText
{
    internal static string WithLinks(string text, JsonElement? entities)
    {
        if (entities is not { } list)
        {
            return text;
        }

        var links = list.EnumerateArray().Where(entity => entity.Text("type") == "text_link")
            .Select(entity => (End: (entity.Whole("offset") ?? -1) + (entity.Whole("length") ?? 0), Url: entity.Text("url")))
            .Where(link => link.End > 0 && link.End <= text.Length && link.Url is { Length: > 0 and <= 2000 })
            .OrderBy(link => link.End).ToList();
        if (links.Count == 0)
        {
            return text;
        }

        var written = new StringBuilder(text.Length + links.Sum(link => link.Url!.Length + 3));
        var from = 0;
        foreach (var (end, url) in links)
        {
            // Never between the halves of a character.
            var to = end < text.Length && char.IsLowSurrogate(text[(int)end]) ? (int)end + 1 : (int)end;
            if (to > from)
            {
                written.Append(text, from, to - from);
                from = to;
            }

            written.Append(" (").Append(url).Append(')');
        }

        return written.Append(text, from, text.Length - from).ToString();
    }
}
