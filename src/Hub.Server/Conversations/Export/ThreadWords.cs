namespace Hub.Server.Conversations.Export;

/// <summary>The words of an exported page that nobody has written.</summary>
internal sealed record ThreadWords(
    string Language, string Title, string Customer, string Subject, string Account, string Exported, string WithNotes, string Cut, string Note, string Hub, string Bot, string Agent, string NoName,
    string Unsent, string Edited, string TakenBack, string Failed, string Uncertain, string File, string Sticker, string Moved, string Other, string From, string To, string By)
{
    private static readonly ThreadWords Japanese = new(
        "ja", "会話", "お客様", "件名", "窓口", "出力日時", "社内メモを含む", "長い会話のため、ここまでを出力しました。", "社内メモ", "自動送信", "ボット", "担当者", "お名前未登録",
        "（お客様が送信を取り消しました）", "編集済み", "（送信前に取り消しました）", "未送信", "送信できたか不明", "ファイル", "スタンプ", "（別の会話へ移動しました）", "（表示できない種類のメッセージ）", "差出人", "宛先", "経由");

    private static readonly ThreadWords English = new(
        "en", "Conversation", "Customer", "Subject", "Account", "Exported", "With internal notes", "The conversation is long: the rest is left out.", "Internal note", "Automatic message", "Bot", "Agent",
        "No name yet", "(The customer took this back.)", "edited", "(Taken back before it was sent.)", "not sent", "it is not known whether it arrived", "file", "sticker", "(Moved to a conversation of its own.)", "(A message of a kind that cannot be shown.)",
        "From", "To", "by");

    public static ThreadWords In(string language) => language == "ja" ? Japanese : English;
}
