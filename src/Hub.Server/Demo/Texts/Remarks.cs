namespace Hub.Server.Demo.Texts;

/// <summary>What the shop has noted about its customers. The words as in <see cref="Wording"/>.</summary>
internal static class Remarks
{
    public static IReadOnlyList<(string Text, string[] Tags)> Japanese { get; } =
    [
        ("[毎月5日|毎月15日|毎月25日]の定期便。[{tea}|{item}]を{amount}袋。", ["定期便"]),
        ("{occasion}のご注文が多い。のしは[内のし|外のし]を希望。", ["ギフト"]),
        ("[お電話|メール]での連絡を希望。[日中は不在がち。|18時以降がつながりやすい。]", ["連絡方法"]),
        ("{child}に[小麦|そば|卵]アレルギーあり。案内のとき必ず確認。", ["アレルギー"]),
        ("[置き配可。宅配ボックス。|対面での受け取りを希望。|管理人室で預かり可。]", []),
        ("{item}がお好み。[渋いものは苦手。|濃いめに淹れる。|水出しにも。]", ["常連"]),
        ("[請求書は月末締め。|領収書の宛名は会社名。|納品書は同封しない。]", ["法人", "請求書払い"]),
        ("[紹介コードでご紹介{amount}人。|レビューを書いてくださった。|新茶の先行案内の対象。]", ["常連", "新茶"]),
        ("弔事のご注文あり。[黄白の水引。|掛け紙は「志」。]", ["弔事"]),
        ("茶道を[習っている|教えている]。抹茶と道具。", ["抹茶"]),
        ("引っ越しで住所変更あり。旧住所あてのお歳暮に注意。", []),
        ("ご高齢。[大きな字の説明書を同梱。|ゆっくりご案内する。]", ["常連", "電話希望"]),
    ];

    public static IReadOnlyList<(string Text, string[] Tags)> English { get; } =
    [
        ("Monthly box, {item}. [Leaves on the 5th.|No leaflets, please.]", ["subscription"]),
        ("[Visits Kyoto every autumn.|Came to the tasting with friends.|Lived in Uji for two years.]", ["overseas", "regular"]),
        ("Sends gifts to {city}. [Prefers handwritten cards.|Never a price in the box.]", ["gift"]),
        ("[Celiac disease: sencha and gyokuro only.|Nut allergy in the house.]", ["allergy"]),
        ("[Asks for commercial invoices.|Customs in {country} wants an invoice copy.]", ["overseas"]),
        ("Likes [roasted|sweet, shaded|strong] teas. [Cold brew in summer.|]", []),
    ];

    public static IReadOnlyList<string> JapaneseCautions { get; } =
    [
        "以前、強い口調のお電話が続きました。お一人で抱えず、早めに主任へ相談してください。",
        "代金の行き違いが2回あり、現在は前払いのみでお受けしています。返金のお約束は必ず経理に確認を。",
        "ご家族が代わりに連絡されることがあります。ご本人の確認が取れるまで、住所や注文の内容はお伝えしないこと。",
        "小麦の重いアレルギーをお持ちです。商品の変更や代替品のご提案は、必ず原材料を確認してから。",
    ];

    public static IReadOnlyList<string> EnglishCautions { get; } =
    [
        "Two chargebacks this year. Refunds only after asking accounting, and never promise a date.",
        "Legal correspondence is under way about a lost parcel. Do not discuss it here; hand over to the supervisor.",
    ];

    /// <summary>Who writes to sell something else.</summary>
    public static IReadOnlyList<(string Name, string Language, string Text)> Spam { get; } =
    [
        ("SEOマスター", "ja", "貴社サイトを検索1位にいたします。初月無料、今すぐこちらへ→ http://rank-up.example/free"),
        ("ゆり💰副業", "ja", "スマホだけで日給5万円♪ 限定3名様、LINE追加はこちら http://fukugyo.example"),
        ("投資アカデミー", "ja", "【緊急】明日急騰する銘柄を無料で公開中。登録は本日23:59まで。"),
        ("ブランド市場", "ja", "人気ブランド時計90%OFF！正規品と同じ品質です。在庫わずか http://brand.example"),
        ("Growth Agency", "en", "Hi! I looked at your website and found 17 critical SEO issues. Can I send you a free audit?"),
        ("Cheap Followers", "en", "Get 10,000 real followers for your tea shop in 48 hours. Use code BOOST. http://follow.example"),
        ("Crypto Desk", "en", "Your wallet has received 2.41 BTC. Confirm within 24 hours or it will be returned: http://claim.example"),
        ("宅配お知らせ", "ja", "お荷物をお届けしましたが不在の為持ち帰りました。下記よりご確認ください。 http://parcel.example/jp"),
        ("Loan Express", "en", "Need working capital? Pre-approved up to $250,000, no paperwork. Reply YES."),
        ("当選事務局", "ja", "おめでとうございます！3,000万円に当選しました。お受け取りの手続きに手数料が必要です。"),
    ];
}
