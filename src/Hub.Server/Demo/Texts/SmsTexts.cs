namespace Hub.Server.Demo.Texts;

/// <summary>One exchange by text message, and how it stands. The numbers are those of the simulator's telephones.</summary>
internal sealed record SmsStory(Regular Customer, string Agent, DemoOutcome Outcome, int MinutesAgo, string Steps);

/// <summary>Text messages of the shop: short, and mostly about a parcel.</summary>
internal static class SmsTexts
{
    public static SmsStory[] All { get; } =
    [
        new(new("大野 和也", "おおの かずや", "ja", null, null, ["再配達"], [new("sms", "+819000001202")]), "shota", DemoOutcome.Waiting, 38, """
            = 配送 再配達
            c 不在票が入っていました。今夜受け取れますか？
            a つむぎ茶舗でございます。{name}、本日19時〜21時で再配達をお願いしておきます。
            c ありがとうございます。20時以降だと助かります
            """),
        new(new("長谷川 光", "はせがわ ひかる", "ja", null, null, [], [new("sms", "+818000001203")]), "agent", DemoOutcome.Unassigned, 12, """
            = 配送
            c {order}はいつ届きますか。熨斗をつけ忘れたかもしれません
            """),
        new(new("西村 千代", "にしむら ちよ", "ja", null, "スマートフォンをお持ちでないため、SMSかお電話で。", ["電話希望"], [new("sms", "+817000001205")]), "agent", DemoOutcome.Resolved, 2900, """
            = 注文 電話希望
            c いつもの番茶を2袋お願いします。ちよ
            a {name}、いつもありがとうございます。番茶2袋、{date}にお届けいたします。お代は同封の用紙でお願いいたします。
            c たすかります
            """),
        new(new("Oliver Hughes", null, "en", null, "Collects at the Kyoto shop when he is in town.", ["overseas"], [new("sms", "+447700900123")]), "olivia", DemoOutcome.Answered, 95, """
            = pickup
            c Hi, can I pick up {order} at the Kyoto shop on Saturday?
            a Hello {name}, of course. It will be at the counter from 10:00 under {order}.
            """),
    ];
}
