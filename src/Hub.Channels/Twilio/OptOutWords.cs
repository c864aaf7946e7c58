using System.Text;

namespace Hub.Channels.Twilio;

/// <summary>
/// The single words by which people end and resume messages. English ones are those Twilio acts on by itself (2026-06): it blocks the number and
/// confirms, so the hub must not confirm a second time. Japanese ones only the hub knows. A word counts only when it is the whole message: an order that is
/// to be cancelled is no opt-out, which is why キャンセル is not among them.
/// </summary>
internal static class OptOutWords
{
    private const string StopConfirmed = "配信を停止しました。再開をご希望の場合は「再開」とご返信ください。";
    private const string StartConfirmed = "配信を再開しました。停止をご希望の場合は「停止」とご返信ください。";

    private static readonly HashSet<string> _providerStop = new(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"], StringComparer.Ordinal);
    private static readonly HashSet<string> _providerStart = new(["START", "YES", "UNSTOP"], StringComparer.Ordinal);
    private static readonly HashSet<string> _stop = new(["停止", "配信停止", "配信停止希望", "配信解除", "受信拒否", "受信停止", "ストップ", "SMS停止"], StringComparer.Ordinal);
    private static readonly HashSet<string> _start = new(["再開", "配信再開", "配信開始", "受信再開", "スタート", "SMS再開"], StringComparer.Ordinal);

    /// <param name="account">May have words and texts of its own.</param>
    /// <param name="text">The whole message.</param>
    /// <param name="type">STOP, START or HELP where Twilio's Advanced Opt-Out has recognised one.</param>
    internal static OptOutWish? Wish(ChannelAccount account, string text, string? type)
    {
        var word = Fold(text);
        var byProvider = type is "STOP" or "START" || _providerStop.Contains(word) || _providerStart.Contains(word);
        var stop = type == "STOP" || _providerStop.Contains(word) || _stop.Contains(word) || Own(account).Contains(word);
        if (!stop && type != "START" && !_providerStart.Contains(word) && !_start.Contains(word))
        {
            return null;
        }

        var confirms = !byProvider || account.Setting("confirmAll") == "true";
        return new OptOutWish(stop, confirms ? stop ? account.Setting("optOutText") ?? StopConfirmed : account.Setting("optInText") ?? StartConfirmed : null);
    }

    private static IEnumerable<string> Own(ChannelAccount account) =>
        (account.Setting("optOutWords") ?? "").Split([',', '、', '，'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Fold).Where(word => word.Length > 0);

    /// <summary>Width and case as one, without the spaces and full stops that telephones add.</summary>
    private static string Fold(string text) =>
        text.Length > 40 ? "" : text.Normalize(NormalizationForm.FormKC).Trim().Trim('.', '。', '!', '「', '」', '"', ' ').Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
