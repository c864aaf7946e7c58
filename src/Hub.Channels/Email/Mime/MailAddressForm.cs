using System.Globalization;
using System.Text;

namespace Hub.Channels.Email.Mime;

/// <summary>Addresses as protocols want them.</summary>
public static class MailAddressForm
{
    private static readonly IdnMapping _idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    /// <summary>
    /// The address for a header or an SMTP command: what precedes the "@" in quotes where the grammar demands them (<c>"a..b."@docomo.ne.jp</c>, as old Japanese
    /// carriers gave them out), the domain in ASCII. Null if it is none. The result has no control character, space outside of quotes, or angle bracket, so that it
    /// is safe in <c>RCPT TO:&lt;…&gt;</c> (MI8).
    /// </summary>
    public static string? AddrSpec(string address)
    {
        var at = address.LastIndexOf('@');
        if (at <= 0 || at == address.Length - 1 || address.Length > 320)
        {
            return null;
        }

        var local = Local(address.AsSpan(0, at));
        var domain = Domain(address[(at + 1)..]);
        return local is null || domain is null ? null : $"{local}@{domain}";
    }

    private static string? Local(ReadOnlySpan<char> local)
    {
        if (local.Length >= 2 && local[0] == '"' && local[^1] == '"')
        {
            local = local[1..^1];
            var unquoted = new StringBuilder();
            for (var i = 0; i < local.Length; i++)
            {
                if (local[i] == '"' || (local[i] == '\\' && ++i == local.Length))
                {
                    return null;
                }

                unquoted.Append(local[i]);
            }

            local = unquoted.ToString();
        }

        // A local part holds what people type; brackets, quotes and spaces come from broken lists and from attacks.
        if (local.IsEmpty || local.Length > 200 || local.ContainsAny("<>\"\\(),:;[]@ "))
        {
            return null;
        }

        foreach (var c in local)
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                return null;
            }
        }

        return local[0] == '.' || local[^1] == '.' || local.IndexOf("..") >= 0 ? $"\"{local}\"" : local.ToString();
    }

    private static string? Domain(string domain)
    {
        try
        {
            var ascii = _idn.GetAscii(domain).ToLowerInvariant();
            return ascii.Length is > 0 and <= 253 && ascii.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
