namespace Hub.Server.Demo.Texts;

/// <param name="Kind">phone, missed, fax, letter or visit.</param>
internal sealed record LogText(string Kind, string Tags, string? Reason, string? Outcome, string? Text);

/// <summary>What was said where no channel carried it. The words as in <see cref="Wording"/>.</summary>
internal static class LogTexts
{
    public static IReadOnlyList<LogText> Japanese { get; } =
    [
        new("phone", "配送 遅延", "お届け状況", "[{date}に到着とご案内|営業所から折り返し]", "{due}着の{item}が届かないとのお電話。{cause}で{hub}に留まっている旨をご説明し、[ご了承いただいた。|{slot}のお届けで手配。]"),
        new("phone", "配送 日時変更", "お届け日の変更", "{date}の{slot}に変更", "{order}。[ご不在とのこと。|ご家族が受け取られるとのこと。]"),
        new("phone", "淹れ方", "{tea}の淹れ方", "ご案内で完了", "湯の温度と時間をご案内。[渋みは温度が原因の様子。|急須の目詰まりもあるとのことで、手入れをご説明。]"),
        new("phone", "ギフト 熨斗", "のしのご相談", "注文を承った", "{occasion}。{item}を{amount}箱、のしの名入れは{family}。[手提げ袋あり。|{date}着。]"),
        new("phone", "定期便 変更", "定期便の内容", "次回から変更", "{other}を{item}に。[お試しの小袋を同梱。|量はそのまま。]"),
        new("phone", "請求書", "領収書の再発行", "PDFを送付", "{order}の分。宛名は[会社名|{family}様]。"),
        new("phone", "返品 破損", "{goods}の破損", "代品を発送", "お怪我なし。[写真は後日メールで。|箱の角がつぶれていたとのこと。]代品は{date}着。"),
        new("phone", "苦情", "味についてのお申し出", "主任から折り返し", "{item}の香りが弱いとのこと。製造番号{lot}。[落ち着いてお話しくださった。|お待たせしてしまい、ご立腹だった。]"),
        new("phone", "店舗", "試飲の予約", "{day}の14時に{amount}名", "[車いすの方が1名。|英語のご案内を希望。|小さなお子さま連れ。]"),
        new("phone", "卸 見積", "卸のお問い合わせ", "見本を発送", "{city}の{trade}。{item}を月{kilo}kg。[担当は小林さん。|見積もりはメールで。]"),
        new("missed", "電話", null, null, null),
        new("fax", "卸 注文", "ファクスでのご注文", "受注入力済み", "{item} {kilo}kg、{date}納品。[備考：裏口から納品。|備考：納品書は2部。|手書きで読みにくい箇所は電話で確認済み。]"),
        new("letter", "お礼", "お手紙", "お礼状を返送", "{item}の感想。[店頭に飾った。|職人に回覧。|イラスト入り。]"),
        new("visit", "店舗", "ご来店", "[お買い上げ|ご相談のみ]", "{who}への贈り物を選ばれた。{item}と{goods}。[次回は抹茶を試したいとのこと。|試飲はかさねがお気に入り。]"),
    ];

    public static IReadOnlyList<LogText> English { get; } =
    [
        new("phone", "delivery late", "Where is the parcel", "Due {date}", "{order} is held at {hub} by {cause}. [Will call again if it slips.|Was very patient.]"),
        new("phone", "wholesale", "Wholesale question", "Samples sent", "A {trade} in {city}, {kilo} kg a month of {item}."),
        new("missed", "call", null, null, null),
        new("visit", "visit", "Came to the shop", "Bought {item}", "[Tasting in English with Olivia.|Will order online from {country}.]"),
    ];
}
