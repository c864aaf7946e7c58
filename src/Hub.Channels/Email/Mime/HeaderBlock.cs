using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Groups of header fields divided by blank lines, as reports consist of.</summary>
internal static class HeaderBlock
{
    private const int MostBytes = MimeLimits.HeaderBytes;

    /// <param name="most">Groups wanted at most.</param>
    internal static IReadOnlyList<MailHeaders> Read(ReadOnlySpan<byte> bytes, int most)
    {
        bytes = bytes[..Math.Min(bytes.Length, MostBytes)];
        var groups = new List<MailHeaders>();
        var fields = new List<MailHeader>();
        string? name = null;
        var value = new List<byte>();
        while (!bytes.IsEmpty && groups.Count < most)
        {
            var end = bytes.IndexOf((byte)'\n');
            var line = (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
            bytes = end < 0 ? [] : bytes[(end + 1)..];
            if (line.Trim(" \t"u8).IsEmpty)
            {
                Finish();
                if (fields.Count > 0)
                {
                    groups.Add(new MailHeaders(fields));
                    fields = [];
                }
            }
            else if (line[0] is (byte)' ' or (byte)'\t')
            {
                value.AddRange(line);
            }
            else
            {
                Finish();
                var colon = line.IndexOf((byte)':');
                name = colon > 0 ? Encoding.Latin1.GetString(line[..colon]).TrimEnd() : null;
                value.AddRange(line[(colon + 1)..]);
            }
        }

        Finish();
        if (fields.Count > 0 && groups.Count < most)
        {
            groups.Add(new MailHeaders(fields));
        }

        return groups;

        void Finish()
        {
            if (name is not null && HeaderText.IsName(name) && fields.Count < MimeLimits.Headers)
            {
                fields.Add(new MailHeader(name, [.. value]));
            }

            name = null;
            value.Clear();
        }
    }
}
