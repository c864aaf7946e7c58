namespace Hub.Channels.Email.Mime;

/// <summary>
/// How much of one mail is read. What lies beyond a limit is left out with a warning and <see cref="MailMessage.Truncated"/>; nothing fails, and the raw
/// message still has it. Far above what people send, far below what would hurt (MI1).
/// </summary>
public static class MimeLimits
{
    /// <summary>Parts of all kinds, containers included.</summary>
    public const int Parts = 1000;

    /// <summary>Containers within containers. What lies deeper is kept as one file.</summary>
    public const int Depth = 30;

    /// <summary>Bytes of headers, all parts together.</summary>
    public const int HeaderBytes = 1024 * 1024;

    /// <summary>Bytes of one header field. A longer one is cut if it is the message's own; in a part it ends the reading, since what follows cannot be told from it.</summary>
    public const int FieldBytes = 256 * 1024;

    /// <summary>Header fields, all parts together.</summary>
    public const int Headers = 10_000;

    /// <summary>Addresses over all recipient headers.</summary>
    public const int Addresses = 1000;

    /// <summary>Ids in References and In-Reply-To.</summary>
    public const int References = 100;

    /// <summary>Characters. RFC 5322 allows a line of 998; a longer id would not fit a database index either.</summary>
    public const int MessageIdLength = 996;

    /// <summary>Characters of the subject.</summary>
    public const int SubjectLength = 4_000;

    /// <summary>Characters of a file name, its extension kept.</summary>
    public const int FileNameLength = 200;

    /// <summary>Decoded bytes of text and of HTML, each. A longer one is also kept whole among the files.</summary>
    public const int BodyBytes = 4 * 1024 * 1024;

    /// <summary>Recipients of a delivery report.</summary>
    public const int ReportRecipients = 1000;
}

/// <summary>The codes in <see cref="MailMessage.Warnings"/>. Stable: people and rules may refer to them.</summary>
public static class MailWarning
{
    public const string HeadersMissing = "headers_missing";
    public const string HeadersCut = "headers_cut";
    public const string HeaderBroken = "header_broken";
    public const string HeaderRepeated = "header_repeated";
    public const string PartsCut = "parts_cut";
    public const string TooDeep = "too_deep";
    public const string BoundaryMissing = "boundary_missing";
    public const string BoundaryGuessed = "boundary_guessed";
    public const string BoundaryUnclosed = "boundary_unclosed";
    public const string AddressesCut = "addresses_cut";
    public const string AddressBroken = "address_broken";
    public const string ReferencesCut = "references_cut";
    public const string MessageIdMissing = "message_id_missing";
    public const string MessageIdTooLong = "message_id_too_long";
    public const string DateBroken = "date_broken";
    public const string SubjectCut = "subject_cut";
    public const string BodyCut = "body_cut";
    public const string CharsetUnknown = "charset_unknown";
    public const string CharsetWrong = "charset_wrong";
    public const string CharsetBroken = "charset_broken";
    public const string EncodingUnknown = "encoding_unknown";
    public const string BareCarriageReturns = "bare_carriage_returns";
    public const string ReadFailed = "read_failed";
}
