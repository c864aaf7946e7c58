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
        return text.Length < raw.Length && StartsWithField(text) ? raw[^text.Length..] : raw;
    }

    private static bool StartsWithField(ReadOnlySpan<byte> text)
    {
        var colon = text[..Math.Min(text.Length, 100)].IndexOf((byte)':');
        return colon > 0 && HeaderText.IsName(Encoding.Latin1.GetString(text[..colon]));
    }
}
