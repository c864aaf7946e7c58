namespace Hub.Server.Demo.Texts;

/// <summary>Names as people have them, with reading and Latin letters.</summary>
internal static class Names
{
    public static IReadOnlyList<string[]> Families { get; } = Rows("""
        佐藤 さとう sato|鈴木 すずき suzuki|高橋 たかはし takahashi|田中 たなか tanaka|伊藤 いとう ito|渡辺 わたなべ watanabe|山本 やまもと yamamoto|中村 なかむら nakamura|小林 こばやし kobayashi|加藤 かとう kato|
        吉田 よしだ yoshida|山田 やまだ yamada|佐々木 ささき sasaki|山口 やまぐち yamaguchi|松本 まつもと matsumoto|井上 いのうえ inoue|木村 きむら kimura|林 はやし hayashi|斎藤 さいとう saito|清水 しみず shimizu|
        山崎 やまざき yamazaki|阿部 あべ abe|森 もり mori|池田 いけだ ikeda|橋本 はしもと hashimoto|石川 いしかわ ishikawa|山下 やました yamashita|小川 おがわ ogawa|石井 いしい ishii|長谷川 はせがわ hasegawa|
        後藤 ごとう goto|岡田 おかだ okada|近藤 こんどう kondo|前田 まえだ maeda|藤田 ふじた fujita|遠藤 えんどう endo|青木 あおき aoki|坂本 さかもと sakamoto|村上 むらかみ murakami|太田 おおた ota|
        金子 かねこ kaneko|藤井 ふじい fujii|福田 ふくだ fukuda|西村 にしむら nishimura|三浦 みうら miura|竹内 たけうち takeuchi|中川 なかがわ nakagawa|岡本 おかもと okamoto|松田 まつだ matsuda|原田 はらだ harada|
        中野 なかの nakano|小野 おの ono|田村 たむら tamura|藤原 ふじわら fujiwara|中山 なかやま nakayama|石田 いしだ ishida|小島 こじま kojima|和田 わだ wada|森田 もりた morita|内田 うちだ uchida|
        柴田 しばた shibata|酒井 さかい sakai|宮崎 みやざき miyazaki|横山 よこやま yokoyama|高木 たかぎ takagi|安藤 あんどう ando|宮本 みやもと miyamoto|大野 おおの ohno|小山 こやま koyama|島田 しまだ shimada|
        工藤 くどう kudo|上田 うえだ ueda|千葉 ちば chiba|桜井 さくらい sakurai|野口 のぐち noguchi|菊地 きくち kikuchi|松井 まつい matsui|新井 あらい arai|久保 くぼ kubo|五十嵐 いがらし igarashi
        """);

    public static IReadOnlyList<string[]> Givens { get; } = Rows("""
        陽子 ようこ yoko|久美子 くみこ kumiko|裕子 ゆうこ yuko|智子 ともこ tomoko|恵美 えみ emi|真由美 まゆみ mayumi|直美 なおみ naomi|美穂 みほ miho|香織 かおり kaori|里奈 りな rina|
        愛 あい ai|舞 まい mai|結衣 ゆい yui|葵 あおい aoi|美月 みつき mitsuki|彩花 あやか ayaka|千尋 ちひろ chihiro|奈緒 なお nao|沙織 さおり saori|典子 のりこ noriko|
        幸子 さちこ sachiko|節子 せつこ setsuko|文子 ふみこ fumiko|早苗 さなえ sanae|志保 しほ shiho|杏奈 あんな anna|琴音 ことね kotone|莉子 りこ riko|芽衣 めい mei|咲 さき saki|
        誠 まこと makoto|浩 ひろし hiroshi|隆 たかし takashi|健太郎 けんたろう kentaro|大輔 だいすけ daisuke|翔 しょう sho|拓海 たくみ takumi|悠斗 ゆうと yuto|亮 りょう ryo|剛 つよし tsuyoshi|
        修一 しゅういち shuichi|和彦 かずひこ kazuhiko|哲也 てつや tetsuya|正人 まさと masato|康平 こうへい kohei|陸 りく riku|蓮 れん ren|樹 いつき itsuki|新 あらた arata|直人 なおと naoto|
        俊彦 としひこ toshihiko|義男 よしお yoshio|茂 しげる shigeru|圭 けい kei|光 ひかる hikaru
        """);

    public static IReadOnlyList<string> EnglishGivens { get; } =
    [
        "Alice", "Ben", "Carmen", "David", "Elena", "Finn", "Georgia", "Henrik", "Isla", "James", "Katarina", "Leo", "Maya", "Nathan", "Olga", "Patrick", "Quinn", "Rosa", "Samuel", "Tessa",
        "Uma", "Victor", "Wendy", "Yusuf", "Zoe", "Amelia", "Marcus", "Ingrid", "Theo", "Nora",
    ];

    public static IReadOnlyList<string> EnglishFamilies { get; } =
    [
        "Anderson", "Baker", "Campbell", "Dupont", "Evans", "Fischer", "Garcia", "Hall", "Ivanova", "Jensen", "Keller", "Lopez", "Murphy", "Nguyen", "O’Brien", "Park", "Rossi", "Singh", "Taylor", "Walker",
        "Young", "Ziegler", "Andersson", "Costa", "van Dijk", "Moreau", "Novak", "Brennan", "Chen", "Whitfield",
    ];

    public static IReadOnlyList<string> Firms { get; } =
        ["青葉", "みどり", "さくら", "大和", "東山", "あさひ", "北野", "白樺", "山の手", "ひだまり", "千歳", "なごみ", "洛北", "瀬戸", "若宮", "花咲"];

    public static IReadOnlyList<string> FirmKinds { get; } =
        ["株式会社 {0}製作所", "{0}税理士事務所", "{0}旅館", "喫茶 {0}", "{0}幼稚園", "有限会社 {0}商店", "{0}内科クリニック", "美容室 {0}", "{0}設計", "和菓子処 {0}", "{0}ホテル", "{0}不動産 株式会社", "{0}デンタルクリニック", "一般社団法人 {0}会"];

    public static IReadOnlyList<string> EnglishFirms { get; } =
        ["Café Meridian", "The Quiet Leaf", "Harbour & Vine", "Studio North", "Bakkerij Zon", "Kettle & Clay", "Oak Room Hotel", "Linden Books", "Fika Corner", "Salt Lane Kitchen"];

    public static IReadOnlyList<string> Marks { get; } = ["☘️", "🌷", "🍵", "🐈", "✨", "🎏", "⛰️", "🌙", "🍡", "📚"];

    private static List<string[]> Rows(string rows) => [.. rows.Split(['|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(row => row.Split(' '))];
}
