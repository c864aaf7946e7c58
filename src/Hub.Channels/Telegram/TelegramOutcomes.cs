namespace Hub.Channels.Telegram;

/// <summary>
/// What an answer to a send means. The Bot API has no key against repetitions, so whatever may have been sent stays unknown. Its error codes say little; the
/// descriptions, which have been the same for years, say why.
/// </summary>
internal static class TelegramOutcomes
{
    private static readonly TimeSpan _untilRepaired = TimeSpan.FromMinutes(1);

    /// <summary>Part of the description, the hub's code, and whether the customer can no longer be reached.</summary>
    private static readonly (string Words, string Code, bool Unreachable)[] _known =
    [
        ("bot was blocked by the user", "unfollowed", true),
        ("user is deactivated", "unfollowed", true),
        ("bot was kicked", "unfollowed", true),
        ("bot is not a member", "unfollowed", true),
        ("can't initiate conversation", "unfollowed", true),
        ("chat not found", "recipient_refused", false),
        ("peer_id_invalid", "recipient_refused", false),
        ("upgraded to a supergroup", "group_moved", false),
        ("not enough rights", "no_rights", false),
        ("have no rights", "no_rights", false),
        ("chat_write_forbidden", "no_rights", false),
        ("chat_restricted", "no_rights", false),
        ("topic_closed", "no_rights", false),
        ("message is too long", "too_long", false),
        ("caption is too long", "too_long_with_files", false),
        ("text is empty", "no_text", false),
        ("text must be non-empty", "no_text", false),
        ("button_data_invalid", "invalid_quick_replies", false),
        ("reply markup", "invalid_quick_replies", false),
        ("file is too big", "attachment_too_large", false),
        ("photo_invalid_dimensions", "invalid_file", false),
        ("wrong file", "invalid_file", false),
        ("image_process_failed", "invalid_file", false),
        ("file must be non-empty", "invalid_file", false),
    ];

    internal static SendOutcome Of(TelegramAnswer answer, int attempt) => answer switch
    {
        { Configured: false } => new SendOutcome.Retry("not_configured", _untilRepaired, PauseAccount: true),
        { Fault: CallFault.NotConnected } => new SendOutcome.Retry(answer.Fault.Code(), Backoff(attempt)),
        { Fault: not CallFault.None } => new SendOutcome.Unknown(answer.Fault.Code()),
        _ => OfStatus(answer, attempt),
    };

    private static SendOutcome OfStatus(TelegramAnswer answer, int attempt) => (int)answer.Status switch
    {
        >= 200 and < 300 => MessageId(answer) is { } id ? new SendOutcome.Accepted(id) : new SendOutcome.Unknown("bad_answer"),
        400 or 403 => Refused(answer),
        401 or 404 => new SendOutcome.Retry("unauthorized", _untilRepaired, PauseAccount: true),
        413 => new SendOutcome.Rejected("attachment_too_large"),
        // It does not say whether the chat or the bot is meant; waiting as long as it says is right for both.
        429 => new SendOutcome.Retry("rate_limited", answer.RetryAfter ?? Backoff(attempt), PauseAccount: true),
        >= 500 => new SendOutcome.Unknown($"http_{(int)answer.Status}"),
        _ => new SendOutcome.Rejected($"http_{(int)answer.Status}"),
    };

    private static SendOutcome.Rejected Refused(TelegramAnswer answer)
    {
        var description = answer.Description ?? "";
        var (_, code, unreachable) = _known.FirstOrDefault(known => description.Contains(known.Words, StringComparison.OrdinalIgnoreCase));
        return new SendOutcome.Rejected(code ?? ((int)answer.Status == 403 ? "forbidden" : "invalid_request")) { Unreachable = unreachable };
    }

    /// <summary>The message's own name; of an album its first part, which holds the words.</summary>
    private static string? MessageId(TelegramAnswer answer) => answer.Read(static root =>
        root.Child("result") is { } one ? Name(one)
            : root.Child("result", System.Text.Json.JsonValueKind.Array) is { } album && album.GetArrayLength() > 0 ? Name(album[0])
            : null);

    private static string? Name(System.Text.Json.JsonElement message) =>
        message.Whole("message_id") is { } number && message.Child("chat")?.Whole("id") is { } chat ? $"{TelegramContent.Text(chat)}/{TelegramContent.Text(number)}" : null;

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(300, 1 << Math.Clamp(attempt, 1, 9)));
}
