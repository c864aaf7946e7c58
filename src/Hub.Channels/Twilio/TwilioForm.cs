using System.Text;

namespace Hub.Channels.Twilio;

/// <summary>
/// An <c>application/x-www-form-urlencoded</c> body as Twilio sends it. Reading never fails: what is no valid escape stays as it is, bytes that are no
/// UTF-8 become U+FFFD, and the signature decides.
/// </summary>
internal sealed class TwilioForm
{
    /// <summary>What the hub puts behind a form: <c>ref</c> of the address that was called.</summary>
    internal const string Reference = "HubRef";

    private readonly List<(string Name, string Value)> _fields = [];

    internal IReadOnlyList<(string Name, string Value)> Fields => _fields;

    /// <summary>The first value of a parameter; empty counts as missing.</summary>
    internal string? this[string name] => _fields.Find(field => field.Name == name).Value is { Length: > 0 } value ? value : null;

    internal static TwilioForm Parse(ReadOnlySpan<byte> body)
    {
        var form = new TwilioForm();
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.Length == 0)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            form._fields.Add(equals < 0 ? (Decode(pair), "") : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }

        return form;
    }

    /// <summary>One parameter of a URL's query, or null.</summary>
    internal static string? OfQuery(string url, string name)
    {
        var from = url.IndexOf('?', StringComparison.Ordinal);
        var to = url.IndexOf('#', StringComparison.Ordinal);
        return from < 0 ? null : Parse(Encoding.UTF8.GetBytes(url[(from + 1)..(to > from ? to : url.Length)]))[name];
    }

    private static string Decode(ReadOnlySpan<byte> encoded)
    {
        var bytes = new byte[encoded.Length];
        var length = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%' && i + 2 < encoded.Length && char.IsAsciiHexDigit((char)encoded[i + 1]) && char.IsAsciiHexDigit((char)encoded[i + 2]))
            {
                bytes[length++] = (byte)((Hex(encoded[i + 1]) << 4) | Hex(encoded[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = encoded[i] == '+' ? (byte)' ' : encoded[i];
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
