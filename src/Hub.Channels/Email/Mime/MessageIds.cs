using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Ids between angle brackets, wherever they stand. More lenient than RFC 5322 3.6.4, because an id is only ever compared with itself: no "@", spaces from
/// folding, raw 8-bit and several brackets are all seen in real mail.
/// </summary>
internal static class MessageIds
{
    internal static IReadOnlyList<string> Of(MailHeaders headers, string name, ISet<string> warnings)
    {
        var ids = headers.Fields(name).SelectMany(field => Read(field.RawValue.Span, int.MaxValue, warnings)).ToList();
        if (ids.Count <= MimeLimits.References)
        {
            return ids;
        }

        // The first names the thread, the newest are whom it answers.
        warnings.Add(MailWarning.ReferencesCut);
        return [ids[0], .. ids.TakeLast(MimeLimits.References - 1)];
    }

    internal static List<string> Read(ReadOnlySpan<byte> raw, int most, ISet<string> warnings)
    {
        var text = HeaderText.Utf8(raw);
        var ids = new List<string>();
        var at = 0;
        while (ids.Count < most && text.IndexOf('<', at) is >= 0 and var open && text.IndexOf('>', open) is >= 0 and var close)
        {
            var last = text.LastIndexOf('<', close, close - open + 1);
            Add(text.AsSpan(last + 1, close - last - 1));
            at = close + 1;
        }

        if (ids.Count == 0 && at == 0)
        {
            foreach (var word in text.Split([' ', '\t', '\r', '\n', ','], most == 1 ? 2 : 1000, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (word.Contains('@') && ids.Count < most)
                {
                    Add(word.AsSpan().Trim("<>"));
                }
            }
        }

        return ids;

        void Add(ReadOnlySpan<char> id)
        {
            if (id.Length > MimeLimits.MessageIdLength)
            {
                warnings.Add(MailWarning.MessageIdTooLong);
                return;
            }

            var clean = new StringBuilder(id.Length);
            foreach (var c in id)
            {
                if (c is > ' ' and not '\u007f')
                {
                    clean.Append(c);
                }
            }

            if (clean.Length > 0)
            {
                ids.Add(clean.ToString());
            }
        }
    }
}
