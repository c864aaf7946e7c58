using System.Text;
using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// Header fields as they are sent (RFC 5322 2.2.3, RFC 2047). Own code, because MimeKit 4.18 leaves ASCII that looks like an encoded word as it is, and gains or loses
/// a space where a name of several scripts is folded.
/// </summary>
internal static class HeaderWriting
{
    private const int LineLength = 76;

    /// <summary>Bytes of one encoded word: 60 characters of base64 and 12 around them, below the 75 allowed.</summary>
    private const int WordBytes = 45;

    internal static Header Text(string name, string value) =>
        Raw(name, IsPlain(value) ? Folded(value, LineLength - name.Length - 2) : string.Join("\r\n ", Words(value)));

    internal static Header Addresses(string name, IEnumerable<MailAddress> addresses) => Raw(name, string.Join(",\r\n ", addresses.Select(Address)));

    /// <summary>Ids between angle brackets, each on a line of its own: two seldom fit into one.</summary>
    internal static Header Ids(string name, IEnumerable<string> ids) => Raw(name, string.Join("\r\n ", ids.Select(id => $"<{id}>")));

    internal static Header Raw(string name, string value)
    {
        var header = new Header(name, "x");
        header.SetRawValue(Encoding.UTF8.GetBytes($" {value}\r\n"));
        return header;
    }

    private static string Address(MailAddress address)
    {
        var spec = MailAddressForm.AddrSpec(address.Address);
        var name = address.Name?.Trim() ?? "";
        if (name.Length == 0)
        {
            return spec!;
        }

        var phrase = !IsPlain(name) || name.Length > 60
            ? string.Join("\r\n ", Words(name))
            : name.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_') ? name : $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        return $"{phrase}{(phrase.Contains('\n') || phrase.Length + spec!.Length > LineLength ? "\r\n" : "")} <{spec}>";
    }

    /// <summary>ASCII that can be read as nothing else, with words that fit into a line.</summary>
    private static bool IsPlain(string value) =>
        System.Text.Ascii.IsValid(value) && !value.Contains("=?", StringComparison.Ordinal) && !value.Contains("  ", StringComparison.Ordinal) && value.Split(' ').All(word => word.Length < 200);

    private static string Folded(string value, int room)
    {
        var folded = new StringBuilder();
        foreach (var word in value.Split(' '))
        {
            if (folded.Length > 0)
            {
                var fold = word.Length > 0 && room < word.Length + 1;
                folded.Append(fold ? "\r\n " : " ");
                room = fold ? LineLength : room - 1;
            }

            folded.Append(word);
            room -= word.Length;
        }

        return folded.ToString();
    }

    /// <summary>No character is cut in two (RFC 2047 5).</summary>
    private static List<string> Words(string value)
    {
        var words = new List<string>();
        var bytes = new List<byte>();
        Span<byte> character = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(character);
            if (bytes.Count + length > WordBytes)
            {
                Finish();
            }

            bytes.AddRange(character[..length]);
        }

        Finish();
        return words;

        void Finish()
        {
            words.Add($"=?utf-8?B?{Convert.ToBase64String([.. bytes])}?=");
            bytes.Clear();
        }
    }
}
