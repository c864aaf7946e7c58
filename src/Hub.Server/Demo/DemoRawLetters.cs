using System.Globalization;
using System.Text;

namespace Hub.Server.Demo;

/// <summary>Letters as mail programs write them: plain, formatted with a picture inside and one elsewhere, and with a file.</summary>
internal static class DemoRawLetters
{
    private const string Leaf = "iVBORw0KGgoAAAANSUhEUgAAAAwAAAAMCAIAAADZF8uwAAAAKUlEQVR42mNgoBf4/58h/X8GNDGG//8ZGP7/Z2D4/5+B4f9/BloDAPo8Cf3Y2o0FAAAAAElFTkSuQmCC";

    public static IEnumerable<byte[]> All(string to, DateTimeOffset now) =>
    [
        Plain("小松 由美", "yumi.komatsu@mail.example", to, "急須の注ぎ口が欠けていました", "komatsu-1", now.AddHours(-5),
            "お世話になります。小松と申します。\n\n昨日届いた急須（注文番号 TM-41877）ですが、注ぎ口が少し欠けていました。\n交換をお願いできますでしょうか。\n\n-- \n小松 由美\n090-0000-0000"),
        Formatted("Sophie Martin", "sophie.martin@post.example", to, "Gift wrapping for our team", "martin-1", now.AddHours(-2)),
        WithFile("早川商事 購買部", "koubai@hayakawa.example", to, "見積書送付のお願い", "hayakawa-1", now.AddMinutes(-40)),
    ];

    private static byte[] Plain(string name, string from, string to, string subject, string id, DateTimeOffset at, string text) => Encoding.UTF8.GetBytes(
        Head(name, from, to, subject, id, at) + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"))));

    private static byte[] Formatted(string name, string from, string to, string subject, string id, DateTimeOffset at)
    {
        const string text = "Hello Tsumugi team,\n\nwe would like 24 tins of sencha, gift wrapped, for our team in Lyon.\nCould you tell us the price with shipping?\n\nSophie";
        const string html = "<div style=\"font-family:Georgia,serif\"><p>Hello Tsumugi team,</p><p>we would like <b>24 tins of sencha</b>, gift wrapped, for our team in Lyon.</p>"
            + "<table border=\"1\" cellpadding=\"6\" style=\"border-collapse:collapse\"><tr><th>Tea</th><th>Tins</th></tr><tr><td>Sencha</td><td>20</td></tr><tr><td>Gyokuro</td><td>4</td></tr></table>"
            + "<p>Could you tell us the price with shipping?</p><p><img src=\"cid:leaf@post.example\" alt=\"leaf\" width=\"24\" height=\"24\"> Sophie</p><img src=\"https://images.post.example/banner.png\" alt=\"Banner\"></div>";
        return Encoding.UTF8.GetBytes(Head(name, from, to, subject, id, at) + "Content-Type: multipart/related; boundary=\"rel\"\r\n\r\n"
            + "--rel\r\nContent-Type: multipart/alternative; boundary=\"alt\"\r\n\r\n"
            + "--alt\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")))
            + "--alt\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(Encoding.UTF8.GetBytes(html)) + "--alt--\r\n"
            + "--rel\r\nContent-Type: image/png; name=\"leaf.png\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline; filename=\"leaf.png\"\r\nContent-ID: <leaf@post.example>\r\n\r\n"
            + Base64(Convert.FromBase64String(Leaf)) + "--rel--\r\n");
    }

    private static byte[] WithFile(string name, string from, string to, string subject, string id, DateTimeOffset at)
    {
        const string text = "つむぎ茶舗 ご担当者様\n\nいつもお世話になっております。\n添付の品目一覧について、御見積書をお送りいただけますでしょうか。\n\n早川商事株式会社 購買部";
        const string list = "品名,数量\r\n煎茶 100g,40\r\nほうじ茶 200g,25\r\n玄米茶 200g,10\r\n";
        return Encoding.UTF8.GetBytes(Head(name, from, to, subject, id, at) + "Content-Type: multipart/mixed; boundary=\"mix\"\r\n\r\n"
            + "--mix\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")))
            + "--mix\r\nContent-Type: text/csv; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename*=utf-8''" + Uri.EscapeDataString("品目一覧.csv") + "\r\n\r\n"
            + Base64(Encoding.UTF8.GetBytes(list)) + "--mix--\r\n");
    }

    private static string Head(string name, string from, string to, string subject, string id, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"From: {Word(name)} <{from}>\r\nTo: {to}\r\nSubject: {Word(subject)}\r\nDate: {at:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nMessage-ID: <{id}.{at:yyyyMMdd}@{from.Split('@')[1]}>\r\nMIME-Version: 1.0\r\n");

    private static string Word(string text) => $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks) + "\r\n";
}
