namespace Hub.Server.Demo.Texts;

/// <summary>How a customer reaches the shop: <c>line</c> and <c>line2</c> by display name, <c>web</c> as an unknown visitor, <c>site</c> signed in at the shop, <c>sms</c> by number.</summary>
internal sealed record Address(string Way, string Name)
{
    /// <summary>A Japanese mobile number as people write it.</summary>
    public string Shown => Way == "sms" && Name is ['+', '8', '1', .. { Length: 10 } rest] ? $"0{rest[..2]}-{rest[2..6]}-{rest[6..]}" : Name;
}

internal sealed record Regular(string Name, string? Kana, string Language, string? Company, string? Notes, string[] Tags, Address[] Addresses)
{
    public string Honorific { get; init; } = "様";

    /// <summary>Outside of every channel: telephone, e-mail and post, as they were written.</summary>
    public (string Kind, string Shown)[] Elsewhere { get; init; } = [];

    public string? Caution { get; init; }

    /// <summary>As the shop addresses this customer.</summary>
    public string Call => Language == "ja" ? Family + Honorific : Name.Split(' ')[0];

    public string Family => Name.Split(' ', '　')[0];
}

/// <summary>The shop's customers. Those whose LINE name is one of the simulator's people are known when that person writes.</summary>
internal static class Regulars
{
    /// <summary>Buys in one conversation that goes on for years.</summary>
    public static Regular Cafe { get; } = new(
        "大西 修", "おおにし おさむ", "ja", "喫茶ひだまり", "毎週月・木 午前着。裏口から納品。インボイス月末締め。", ["卸", "カフェ", "請求書払い"], [new("line", "喫茶ひだまり 大西")]);

    /// <summary>Everything is long: the desk must stay readable.</summary>
    public static Regular Long { get; } = new(
        "Maximiliana Aleksandra Konstantinova von Hohenfels-Wolfenbüttel de la Concepción y Todos los Santos（国際茶文化交流協会 京都支部 名誉会長）", null, "en",
        "International Association for the Exchange of Tea Culture, Kyoto Chapter", "Prefers to be addressed as “Madam President”. Orders for members in eleven countries; each box has its own customs form.",
        [.. Enumerable.Range(1, 28).Select(number => $"member-{number:00}"), "VIP", "協会", "通関書類", "英語", "抹茶", "玉露", "茶会", "年間契約", "請求書払い", "ラッピング指定", "誕生月5月", "要電話連絡"],
        [new("site", "president@tea-culture.test")]);

    /// <summary>Has blocked the shop's LINE account.</summary>
    public static Regular Gone { get; } = new("村田 大輔", "むらた だいすけ", "ja", null, null, ["定期便"], [new("line", "だいすけ")]);

    /// <summary>Those whom the simulator's plays have write again after a while.</summary>
    public static Regular[] Played { get; } =
    [
        new("三宅 涼子", "みやけ りょうこ", "ja", null, "ほうじ茶を毎月。店頭での受け取りが多い。", ["常連"], [new("line", "三宅 涼子")]),
        new("工藤 学", "くどう まなぶ", "ja", "北都印刷 株式会社", "周年記念品のご担当。", ["法人"], [new("line", "工藤 学")]),
        new("田村 結衣", "たむら ゆい", "ja", null, "新茶を楽しみにしてくださっている。", ["新茶"], [new("line", "田村 結衣")]),
        new("岩崎 亮", "いわさき りょう", "ja", null, null, [], [new("line", "岩崎 亮")]),
    ];

    public static Regular[] All { get; } =
    [
        new("佐藤 美咲", "さとう みさき", "ja", null, "煎茶の定期便（毎月5日）。熨斗は内熨斗を希望されることが多い。", ["定期便", "常連"], [new("line", "佐藤 美咲"), new("sms", "+819000001201"), new("site", "misaki.sato")]),
        new("鈴木 健一", "すずき けんいち", "ja", "株式会社 青葉設計", "総務ご担当。請求書は月ごとに分ける。", ["法人", "請求書払い"], [new("line", "鈴木 健一")]),
        new("Emma Wilson", null, "en", null, "Visits Kyoto every autumn. Likes gyokuro, no leaflets please.", ["overseas", "VIP"], [new("line", "Emma Wilson"), new("site", "emma.wilson")]),
        new("高橋 さくら", "たかはし さくら", "ja", null, "お子さまに小麦アレルギー（軽度）。", ["アレルギー"], [new("line", "高橋 さくら")]),
        new("渡辺 和子", "わたなべ かずこ", "ja", null, "お電話のほうがご安心のよう。大きな字の説明書を同梱。", ["常連", "電話希望"], [new("line", "渡辺 和子")]),
        new("Priya Raman", null, "en", null, null, ["overseas"], [new("line2", "Priya Raman")]),
        new("伊藤 直樹", "いとう なおき", "ja", null, null, [], [new("line", "なおき")]),
        new("山本 由美", "やまもと ゆみ", "ja", null, "内祝いのご注文が年に数回。", ["ギフト"], [new("line", "yumi☘️"), new("web", "yumi")]),
        new("中島 拓也", "なかじま たくや", "ja", null, null, ["水出し"], [new("web", "takuya")]),
        new("小川 恵子", "おがわ けいこ", "ja", null, "玉露がお好み。", ["常連", "玉露"], [new("line", "けいこ")]),
        new("加藤 悠", "かとう ゆう", "ja", "珈琲と本 スロウ", "ラテ用のほうじ茶。木曜定休。", ["卸", "カフェ"], [new("line", "珈琲と本 スロウ")]),
        new("吉田 明日香", "よしだ あすか", "ja", null, null, ["定期便"], [new("line", "あすか🌷")]),
        new("山田 隆", "やまだ たかし", "ja", null, null, [], [new("web", "yamada")]),
        new("佐々木 千夏", "ささき ちなつ", "ja", null, "先行案内の対象。", ["新茶"], [new("line", "ちなつ")]),
        new("松本 蓮", "まつもと れん", "ja", null, null, [], [new("line", "REN")]),
        new("井上 真理子", "いのうえ まりこ", "ja", "井上歯科医院", "患者さま用のほうじ茶を毎月。", ["法人", "定期便"], [new("site", "inoue-dental")]),
        new("木村 颯太", "きむら そうた", "ja", null, null, [], [new("line", "そーた")]),
        new("林 優子", "はやし ゆうこ", "ja", null, "紹介コードで3人ご紹介。", ["紹介", "定期便"], [new("line", "ゆうこ")]),
        new("清水 彩", "しみず あや", "ja", null, null, ["ギフト"], [new("line", "aya")]),
        new("山崎 浩二", "やまざき こうじ", "ja", null, null, [], [new("web", "koji")]),
        new("森 葉月", "もり はづき", "ja", null, "抹茶の道具もよくお求め。", ["抹茶", "常連"], [new("line", "はづき🍃")]),
        new("池田 陸", "いけだ りく", "ja", null, null, [], [new("line", "riku")]),
        new("橋本 佳奈", "はしもと かな", "ja", null, "引っ越し後の住所に更新済み。", ["定期便"], [new("line", "かな")]),
        new("阿部 誠", "あべ まこと", "ja", "有限会社 阿部印刷", null, ["法人"], [new("site", "abe-print")]),
        new("石川 楓", "いしかわ かえで", "ja", null, null, ["水出し"], [new("line", "楓")]),
        new("山下 美和", "やました みわ", "ja", null, "弔事のご注文あり（関西・黄白）。", ["弔事"], [new("line", "みわ")]),
        new("中野 俊介", "なかの しゅんすけ", "ja", null, null, [], [new("web", "nakano")]),
        new("前田 日和", "まえだ ひより", "ja", null, null, ["定期便"], [new("line", "ひより")]),
        new("藤田 健太", "ふじた けんた", "ja", null, null, [], [new("line", "けんた")]),
        new("岡田 幸", "おかだ さち", "ja", null, "急須は常滑の朱泥をご愛用。", ["急須"], [new("line", "さち")]),
        new("後藤 理恵", "ごとう りえ", "ja", null, null, [], [new("site", "rie.goto")]),
        new("長谷川 一葉", "はせがわ いちよう", "ja", null, "茶道の先生。", ["抹茶", "VIP"], [new("line", "一葉")]) { Honorific = "先生" },
        new("近藤 大地", "こんどう だいち", "ja", null, null, [], [new("line", "だいち")]),
        new("坂本 奈々", "さかもと なな", "ja", null, null, ["定期便"], [new("line", "nana")]),
        new("Oliver Hughes", null, "en", null, "Moved from Bristol to Edinburgh.", ["subscription"], [new("line2", "Oli")]),
        new("Sophie Martin", null, "en", null, "Celiac disease: sencha and gyokuro only.", ["allergy", "overseas"], [new("web", "sophie")]),
        new("Lucas Ferreira", null, "en", "Café Alfama", "Dark roast hojicha powder, 4 kg a month, EU organic certificate.", ["wholesale", "café"], [new("line2", "Lucas ☕")]),
        new("Hannah Becker", null, "en", null, null, ["overseas"], [new("site", "hannah.becker")]),
        new("Liam O’Connor", null, "en", null, null, [], [new("web", "liam")]),
        new("Chloe Tan", null, "en", null, "Sends wedding gifts to Osaka.", ["gift"], [new("line2", "Chloe")]),
        new("Noah Schmidt", null, "en", null, null, ["subscription"], [new("web", "noah")]),
        new("Grace Kim", null, "en", null, null, [], [new("line2", "grace")]),
    ];
}
