using MimeKit;

namespace Hub.Channels.Email.Mime;

/// <summary>
/// What a draft may hold. MimeKit would fold or encode most of what is refused here; refusing it means that no field of a mail ever holds a line break somebody
/// else has chosen, whichever library writes it (MI8).
/// </summary>
internal static class DraftRules
{
    private const int LongestField = 4_000;

    private static readonly HashSet<string> _own = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "Sender", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Received", "Return-Path",
    };

    internal static void Check(MailDraft draft)
    {
        Address(draft.From, nameof(draft.From));
        if (draft.Sender is { } sender)
        {
            Address(sender, nameof(draft.Sender));
        }

        Addresses(draft.To, nameof(draft.To));
        Addresses(draft.Cc, nameof(draft.Cc));
        Addresses(draft.Bcc, nameof(draft.Bcc));
        Addresses(draft.ReplyTo, nameof(draft.ReplyTo));
        if (draft.Recipients.Count == 0)
        {
            throw new MailDraftException(MailDraftError.RecipientMissing, nameof(draft.To));
        }

        Field(draft.Subject, nameof(draft.Subject));
        if (!IsId(draft.MessageId) || draft.MessageId.Count(c => c == '@') != 1 || draft.MessageId.StartsWith('@') || draft.MessageId.EndsWith('@'))
        {
            throw new MailDraftException(MailDraftError.MessageIdInvalid, nameof(draft.MessageId));
        }

        Whole(draft.Text, nameof(draft.Text));
        Whole(draft.Html, nameof(draft.Html));
        Headers(draft.Headers);
        for (var i = 0; i < draft.Files.Count; i++)
        {
            File(draft.Files[i], $"{nameof(draft.Files)}[{i}]");
        }
    }

    /// <summary>An id as it can stand between angle brackets.</summary>
    internal static bool IsId(string id) => id.Length is > 0 and <= MimeLimits.MessageIdLength && id.All(c => c is > ' ' and <= '~' and not ('<' or '>' or '(' or ')' or '\\' or '"' or ','));

    private static void Addresses(IReadOnlyList<MailAddress> addresses, string field)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            Address(addresses[i], $"{field}[{i}]");
        }
    }

    private static void Address(MailAddress address, string field)
    {
        Field(address.Name ?? "", $"{field}.{nameof(address.Name)}");
        Field(address.Address, $"{field}.{nameof(address.Address)}");
        if (MailAddressForm.AddrSpec(address.Address) is null)
        {
            throw new MailDraftException(MailDraftError.AddressInvalid, $"{field}.{nameof(address.Address)}");
        }
    }

    private static void Headers(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        for (var i = 0; i < headers.Count; i++)
        {
            var (name, value) = headers[i];
            if (!HeaderText.IsName(name) || name.Length > 70 || _own.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            {
                throw new MailDraftException(MailDraftError.HeaderNameInvalid, $"Headers[{i}]");
            }

            Field(value, $"Headers[{name}]");
        }
    }

    private static void File(MailDraftFile file, string field)
    {
        Field(file.Name, $"{field}.{nameof(file.Name)}");
        Field(file.ContentType, $"{field}.{nameof(file.ContentType)}");
        if (!ContentType.TryParse(file.ContentType, out var type) || type.IsMimeType("multipart", "*"))
        {
            throw new MailDraftException(MailDraftError.ContentTypeInvalid, $"{field}.{nameof(file.ContentType)}");
        }

        if (file.ContentId is { } id && !IsId(id))
        {
            throw new MailDraftException(MailDraftError.ContentIdInvalid, $"{field}.{nameof(file.ContentId)}");
        }
    }

    private static void Field(string value, string field)
    {
        if (value.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'))
        {
            throw new MailDraftException(MailDraftError.ControlCharacter, field);
        }

        if (value.Length > LongestField)
        {
            throw new MailDraftException(MailDraftError.TooLong, field);
        }

        Whole(value, field);
    }

    private static void Whole(string? text, string field)
    {
        for (var i = 0; text is not null && i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[++i])))
            {
                throw new MailDraftException(MailDraftError.TextInvalid, field);
            }
        }
    }
}
