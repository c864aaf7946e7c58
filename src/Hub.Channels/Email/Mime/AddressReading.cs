using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>The addresses of a message's headers.</summary>
internal sealed class AddressReading(MailHeaders headers, ISet<string> warnings)
{
    private int _left = MimeLimits.Addresses;

    internal MailAddress? First(string name)
    {
        foreach (var field in headers.Fields(name))
        {
            if (Read(field.RawValue.Span).FirstOrDefault() is { } address)
            {
                return address;
            }
        }

        return null;
    }

    internal IReadOnlyList<MailAddress> All(string name)
    {
        var all = new List<MailAddress>();
        foreach (var address in headers.Fields(name).SelectMany(field => Read(field.RawValue.Span)))
        {
            if (_left == 0)
            {
                warnings.Add(MailWarning.AddressesCut);
                break;
            }

            all.Add(address);
            _left--;
        }

        return all;
    }

    private List<MailAddress> Read(ReadOnlySpan<byte> raw)
    {
        var bytes = HeaderText.ToUtf8(Limit(raw));
        var found = new List<MailAddress>();
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return found;
        }

        if (TryParse(bytes, found))
        {
            return found;
        }

        // One broken address must not spoil its neighbours.
        warnings.Add(MailWarning.AddressBroken);
        foreach (var piece in Pieces(bytes))
        {
            if (!TryParse(piece, found))
            {
                found.AddRange(Salvage(HeaderText.Decode(piece)));
            }
        }

        return found;
    }

    private static bool TryParse(byte[] bytes, List<MailAddress> found)
    {
        try
        {
            if (InternetAddressList.TryParse(HeaderText.ParserOptions, bytes, out var list))
            {
                Flatten(list, found);
                return true;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // As good as unreadable.
        }

        return false;
    }

    /// <summary>What stands between commas and semicolons outside of quotes.</summary>
    private static IEnumerable<byte[]> Pieces(byte[] bytes)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\\')
            {
                i++;
            }
            else if (bytes[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && bytes[i] is ((byte)',' or (byte)';'))
            {
                yield return bytes[start..i];
                start = i + 1;
            }
        }

        yield return bytes[Math.Min(start, bytes.Length)..];
    }

    /// <summary>Cut behind an address far beyond the limit, so that a million of them are never built.</summary>
    private ReadOnlySpan<byte> Limit(ReadOnlySpan<byte> raw)
    {
        var commas = 0;
        for (var at = 0; raw[at..].IndexOf((byte)',') is >= 0 and var next; at += next + 1)
        {
            if (++commas > 2 * MimeLimits.Addresses)
            {
                warnings.Add(MailWarning.AddressesCut);
                return raw[..(at + next)];
            }
        }

        return raw;
    }

    private static void Flatten(InternetAddressList list, List<MailAddress> found)
    {
        foreach (var entry in list)
        {
            if (entry is GroupAddress group)
            {
                Flatten(group.Members, found);
            }
            else if (entry is MailboxAddress mailbox)
            {
                var address = Plain(HeaderText.Clean(mailbox.Address ?? ""));
                var name = Unquote(HeaderText.Clean(mailbox.Name ?? ""));
                if (address.Length > 0)
                {
                    found.Add(new MailAddress(name.Length == 0 ? null : name.Cut(500), address.Cut(500)));
                }
            }
        }
    }

    /// <summary><c>"a..b."@docomo.ne.jp</c> is the same address without the quotes, and people write it so.</summary>
    private static string Plain(string address)
    {
        var end = address.StartsWith('"') ? address.IndexOf("\"@", 1, StringComparison.Ordinal) : -1;
        return end > 1 && !address.AsSpan(1, end - 1).ContainsAny("\"\\<>(),:;[]@ ") ? string.Concat(address.AsSpan(1, end - 1), address.AsSpan(end + 1)) : address;
    }

    /// <summary>Some programs quote the quotes: <c>"'Yamada'"</c>.</summary>
    private static string Unquote(string name) =>
        name.Length > 1 && name[0] == name[^1] && name[0] is ('"' or '\'') ? name[1..^1].Trim() : name;

    /// <summary>Words with an "@" in them, with the words before as the name.</summary>
    private static List<MailAddress> Salvage(string text)
    {
        var found = new List<MailAddress>();
        var name = new StringBuilder();
        foreach (var word in text.Split([' ', ',', ';'], 3 * MimeLimits.Addresses, StringSplitOptions.RemoveEmptyEntries))
        {
            var address = word.Trim('<', '>', '"', '\'', '(', ')');
            if (address.IndexOf('@') > 0 && !address.EndsWith('@') && address.Length <= 320 && !address.ContainsAny('<', '>'))
            {
                var before = name.ToString().Trim(' ', '"', '\'');
                found.Add(new MailAddress(before.Length == 0 ? null : before.Cut(500), address));
                name.Clear();
            }
            else
            {
                name.Append(word).Append(' ');
            }
        }

        return found;
    }
}
