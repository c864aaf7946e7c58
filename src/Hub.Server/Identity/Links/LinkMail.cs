using System.Globalization;

namespace Hub.Server.Identity;

/// <summary>The letter that brings an invitation or a reset link.</summary>
internal static class LinkMail
{
    public static (string Subject, string Text) Write(string kind, string language, string name, string url, DateTimeOffset until)
    {
        var ends = until.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return (language, kind) switch
        {
            ("ja", AccessLink.Invite) => ("CrmHubへのご招待", $"{name} 様\n\nCrmHubに招待されました。次のリンクからパスワードを設定してください。\n\n{url}\n\nリンクは1回のみ、{ends} まで有効です。\nお心当たりのない場合は、このメールを破棄してください。\n"),
            ("ja", _) => ("CrmHubのパスワード再設定", $"{name} 様\n\n次のリンクから新しいパスワードを設定してください。\n\n{url}\n\nリンクは1回のみ、{ends} まで有効です。\nお心当たりのない場合は、管理者にお知らせください。\n"),
            (_, AccessLink.Invite) => ("Your invitation to CrmHub", $"Dear {name},\n\nyou have been invited to CrmHub. Choose your password here:\n\n{url}\n\nThe link works once, until {ends}.\nIf you did not expect this, throw it away.\n"),
            _ => ("Choose a new password for CrmHub", $"Dear {name},\n\nchoose a new password here:\n\n{url}\n\nThe link works once, until {ends}.\nIf you did not expect this, tell your administrator.\n"),
        };
    }
}
