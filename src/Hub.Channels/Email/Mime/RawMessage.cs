using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>What gateways put in front of messages, and line ends from before the Internet.</summary>
internal static class RawMessage
{
    internal static ReadOnlyMemory<byte> Tidy(ReadOnlyMemory<byte> raw, ISet<string> warnings)
    {
        if (raw.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            raw = raw[Encoding.UTF8.Preamble.Length..];
        }

        if (raw.Span.Contains((byte)'\r') && !raw.Span.Contains((byte)'\n'))
        {
            warnings.Add(MailWarning.BareCarriageReturns);
            var lines = raw.ToArray();
            lines.AsSpan().Replace((byte)'\r', (byte)'\n');
            raw = lines;
        }

        var text = raw.Span.TrimStart("\r\n"u8);
        return WithoutEndlessHeaders(text.Length < raw.Length && StartsWithField(text) ? raw[^text.Length..] : raw, warnings);
    }

    /// <summary>The same message with fields cut at <see cref="MimeLimits.FieldBytes"/> and fewer of them, so that its body is read all the same.</summary>
    private static ReadOnlyMemory<byte> WithoutEndlessHeaders(ReadOnlyMemory<byte> raw, ISet<string> warnings)
    {
        var (at, fieldStart, kept) = (0, 0, 0);
        List<(int Start, int End)>? keep = null;
        var span = raw.Span;
        while (at < span.Length)
        {
            var next = span[at..].IndexOf((byte)'\n');
            var end = next < 0 ? span.Length : at + next + 1;
            var line = span[at..end];
            if (line.Trim("\r\n"u8).IsEmpty)
            {
                break;
            }

            fieldStart = line[0] is (byte)' ' or (byte)'\t' ? fieldStart : at;
            var room = Math.Min(fieldStart + MimeLimits.FieldBytes - at, MimeLimits.HeaderBytes - kept);
            if (line.Length > room)
            {
                keep ??= [(0, at)];
                keep.Add((at, at + Math.Max(0, room)));
            }
            else
            {
                keep?.Add((at, end));
            }

            kept += Math.Clamp(room, 0, line.Length);
            at = end;
        }

        if (keep is null)
        {
            return raw;
        }

        warnings.Add(MailWarning.HeadersCut);
        var cut = new List<byte>(kept + span.Length - at);
        foreach (var (start, end) in keep)
        {
            cut.AddRange(span[start..end]);
            if (end > start && span[end - 1] != '\n')
            {
                cut.AddRange("\r\n"u8);
            }
        }

        cut.AddRange(span[at..]);
        return cut.ToArray();
    }

    private static bool StartsWithField(ReadOnlySpan<byte> text)
    {
        var colon = text[..Math.Min(text.Length, 100)].IndexOf((byte)':');
        return colon > 0 && HeaderText.IsName(Encoding.Latin1.GetString(text[..colon]));
    }
}
