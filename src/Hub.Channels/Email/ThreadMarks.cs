using System.Security.Cryptography;
using System.Text;

namespace Hub.Channels.Email;

/// <summary>
/// Marks by which an answer finds its conversation again: a reply address (<c>support+c…@</c>), our own Message-ID, and a line hidden in the text. Each
/// holds ids and a signature over them under a key that never leaves the hub, so that nobody can make one for a conversation they were never written to
/// from. Base 32, since the left side of an address may lose its case on the way.
/// </summary>
/// <param name="key">At least 32 bytes, the same on every node.</param>
internal sealed class ThreadMarks(byte[] key)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    private const int IdLength = 26;
    private const int SignatureBytes = 10;
    private const int SignatureLength = 16;
    private const int LongestLocalPart = 64;
    private const string BodyPrefix = "hub:";

    /// <summary>The address answers go to; the plain one when the mark does not fit before the "@" (RFC 5321 4.5.3.1.1).</summary>
    public string ReplyAddress(string address, Guid conversationId)
    {
        var at = address.LastIndexOf('@');
        var mark = "+c" + Signed('c', conversationId);
        return at < 1 || at + mark.Length > LongestLocalPart ? address : string.Concat(address.AsSpan(0, at), mark, address.AsSpan(at));
    }

    /// <summary>The conversation a reply address names, and the address without its mark; null when it has none or not ours.</summary>
    public (Guid Conversation, string Plain)? OfAddress(string address)
    {
        var at = address.LastIndexOf('@');
        var plus = at < 1 ? -1 : address.LastIndexOf('+', at);
        return plus > 0 && at - plus - 2 == IdLength + SignatureLength && char.ToLowerInvariant(address[plus + 1]) == 'c' && Verified('c', address.AsSpan(plus + 2, at - plus - 2)) is [var conversation]
            ? (conversation, string.Concat(address.AsSpan(0, plus), address.AsSpan(at)))
            : null;
    }

    /// <summary>Without angle brackets. The same over all attempts to send the message.</summary>
    public string MessageId(Guid conversationId, Guid messageId, string domain) => $"{Signed('m', conversationId, messageId)}.hub@{domain}";

    /// <param name="messageId">With or without angle brackets.</param>
    public SignedMessage? OfMessageId(string messageId)
    {
        var id = messageId.AsSpan().Trim().Trim("<>");
        const int length = 2 * IdLength + SignatureLength;
        return id.Length > length + 5 && id[length..].StartsWith(".hub@", StringComparison.OrdinalIgnoreCase) && Verified('m', id[..length]) is [var conversation, var message]
            ? new SignedMessage(conversation, message)
            : null;
    }

    /// <summary>A word for the end of the text, which mail programs quote with the rest.</summary>
    public string BodyMark(Guid conversationId) => $"[{BodyPrefix}{Signed('b', conversationId)}]";

    /// <summary>The conversation named by the first mark of ours in the text.</summary>
    public Guid? InText(string text)
    {
        for (var from = text.IndexOf('[' + BodyPrefix, StringComparison.OrdinalIgnoreCase); from >= 0; from = text.IndexOf('[' + BodyPrefix, from + 1, StringComparison.OrdinalIgnoreCase))
        {
            var start = from + 1 + BodyPrefix.Length;
            if (start + IdLength + SignatureLength <= text.Length && Verified('b', text.AsSpan(start, IdLength + SignatureLength)) is [var conversation])
            {
                return conversation;
            }
        }

        return null;
    }

    /// <summary>A mark that a letter was made by the hub itself of what somebody wrote into a form.</summary>
    public string FormMark(Guid formId) => Signed('f', formId);

    public Guid? OfForm(string mark) => mark.Length == IdLength + SignatureLength && Verified('f', mark) is [var form] ? form : null;

    private string Signed(char kind, params ReadOnlySpan<Guid> ids)
    {
        var text = new StringBuilder();
        foreach (var id in ids)
        {
            Write(text, id.ToByteArray(bigEndian: true));
        }

        return Write(text, Signature(kind, ids)).ToString();
    }

    private Guid[] Verified(char kind, ReadOnlySpan<char> mark)
    {
        var ids = new Guid[(mark.Length - SignatureLength) / IdLength];
        for (var i = 0; i < ids.Length; i++)
        {
            if (Read(mark.Slice(i * IdLength, IdLength), 16) is not { } bytes)
            {
                return [];
            }

            ids[i] = new Guid(bytes, bigEndian: true);
        }

        return Read(mark[^SignatureLength..], SignatureBytes) is { } signature && CryptographicOperations.FixedTimeEquals(signature, Signature(kind, ids)) ? ids : [];
    }

    private byte[] Signature(char kind, ReadOnlySpan<Guid> ids)
    {
        var signed = new byte[1 + 16 * ids.Length];
        signed[0] = (byte)kind;
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i].TryWriteBytes(signed.AsSpan(1 + 16 * i), bigEndian: true, out _);
        }

        return HMACSHA256.HashData(key, signed)[..SignatureBytes];
    }

    private static StringBuilder Write(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        var (buffer, bits) = (0, 0);
        foreach (var one in bytes)
        {
            buffer = (buffer << 8) | one;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text : text.Append(Alphabet[(buffer << (5 - bits)) & 31]);
    }

    private static byte[]? Read(ReadOnlySpan<char> text, int length)
    {
        var bytes = new byte[length];
        var (buffer, bits, at) = (0, 0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(char.ToLowerInvariant(character), StringComparison.Ordinal);
            if (value < 0)
            {
                return null;
            }

            buffer = (buffer << 5) | value;
            if ((bits += 5) >= 8)
            {
                if (at == length)
                {
                    return null;
                }

                bytes[at++] = (byte)(buffer >> (bits -= 8));
                buffer &= (1 << bits) - 1;
            }
        }

        // Leftover bits must be zero, or several spellings would name the same.
        return at == length && buffer == 0 ? bytes : null;
    }
}
