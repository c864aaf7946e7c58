namespace Hub.Channels.Email.Mime;

internal static class ContentIds
{
    /// <summary>The ids that HTML refers to by <c>cid:</c>.</summary>
    internal static IReadOnlySet<string> In(string? html)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; html is not null && html.IndexOf("cid:", at, StringComparison.OrdinalIgnoreCase) is >= 0 and var next; at = next + 4)
        {
            var rest = html.AsSpan(next + 4);
            rest = rest[..Math.Min(rest.Length, MimeLimits.MessageIdLength)];
            var end = rest.IndexOfAny("\"'<>) \t\r\n");
            if (end > 0)
            {
                ids.Add(Uri.UnescapeDataString(rest[..end].ToString()));
            }
        }

        return ids;
    }
}
