using System.Runtime.InteropServices;
using MimeKit.Encodings;

namespace Hub.Channels.Email.Mime;

/// <summary>Undoes the transfer encoding of a part (RFC 2045 6). Junk between the characters of an encoding is passed over.</summary>
internal static class PartContent
{
    internal static string Encoding(MimeNode node) =>
        node.Headers.Find("Content-Transfer-Encoding") is { } field ? Word(field.Value) : "7bit";

    internal static bool IsKnown(string encoding) => encoding is "7bit" or "8bit" or "binary" or "" || Decoder(encoding) is not null;

    /// <param name="most">Decoded bytes wanted at most.</param>
    internal static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> encoded, string encoding, int most = int.MaxValue)
    {
        var decoder = Decoder(encoding);
        if (decoder is null)
        {
            return encoded.Length > most ? encoded[..most] : encoded;
        }

        // The most wasteful encoding writes three characters for one byte.
        if (most < encoded.Length / 4)
        {
            encoded = encoded[..(most * 4)];
        }

        var input = MemoryMarshal.TryGetArray(encoded, out var segment) ? segment : encoded.ToArray();
        var output = new byte[decoder.EstimateOutputLength(input.Count)];
        var length = decoder.Decode(input.Array!, input.Offset, input.Count, output);
        return output.AsMemory(0, Math.Min(length, most));
    }

    private static IMimeDecoder? Decoder(string encoding) => encoding switch
    {
        "base64" => new Base64Decoder(),
        "quoted-printable" => new QuotedPrintableDecoder(),
        "x-uuencode" or "uuencode" or "x-uue" or "uue" => new UUDecoder(),
        "x-yenc" or "yenc" => new YDecoder(),
        _ => null,
    };

    private static string Word(string value)
    {
        var end = value.AsSpan().IndexOfAny(" \t;(");
        return (end < 0 ? value : value[..end]).Trim('"', '\'', '.').ToLowerInvariant();
    }
}
