namespace Hub.Server.Demo.Texts;

/// <summary>What the conversations are about, by the name that stands for it in the texts. Each conversation draws its own.</summary>
internal static class Things
{
    public static IReadOnlyDictionary<string, string[]> Japanese { get; } = new Dictionary<string, string[]>
    {
        ["tea"] = ["かぶせ茶「若葉」", "深蒸し煎茶「里山」", "煎茶「和束」", "煎茶「朝露」", "玉露「かさね」", "釜炒り茶「山霧」"],
        ["item"] =
        [
            "煎茶「朝露」", "玉露「かさね」", "ほうじ茶「焚火」", "抹茶「東雲」", "和紅茶「べにひかり」", "かぶせ茶「若葉」", "深蒸し煎茶「里山」", "煎茶「和束」", "玄米茶「穂波」",
            "釜炒り茶「山霧」", "茎茶「白糸」", "粉茶「寿」", "番茶「薪」", "黒豆茶", "ほうじ茶のティーバッグ", "水出しのティーバッグ", "煎茶の詰め合わせ",
        ],
        ["goods"] = ["急須", "湯のみ", "抹茶茶碗", "汲み出し", "夫婦湯のみ", "ガラスのポット", "宝瓶", "片口"],
        ["color"] = ["朱", "黒", "白磁", "藍", "緑釉"],
        ["grams"] = ["50g", "80g", "100g", "200g"],
        ["who"] = ["母", "祖母", "義母", "父", "祖父", "叔母", "恩師", "友人", "姉", "妹", "義姉", "上司"],
        ["child"] = ["3歳の子", "小学生の息子", "娘", "1歳半の子", "孫", "中学生の娘"],
        ["occasion"] = ["出産内祝", "新築内祝", "御礼", "御祝", "入学内祝", "還暦御祝", "開店御祝", "長寿御祝"],
        ["cause"] = ["大雪", "台風", "高速道路の通行止め", "中継所の混雑", "仕分けの遅れ", "車両の故障", "フェリーの欠航", "濃霧"],
        ["hub"] = ["名古屋の中継センター", "厚木の物流拠点", "大阪南港の集配所", "仙台の営業所", "福岡の中継センター", "岡山の仕分け場", "札幌の営業所"],
        ["slot"] = ["午前中", "14〜16時", "16〜18時", "18〜20時", "19〜21時"],
        ["day"] = ["月曜", "火曜", "木曜", "金曜", "土曜", "日曜"],
        ["city"] =
        [
            "京都市左京区", "札幌市中央区", "仙台市青葉区", "横浜市港北区", "名古屋市千種区", "金沢市", "神戸市灘区", "広島市中区", "福岡市中央区", "那覇市", "松本市", "鎌倉市", "川越市", "高松市",
            "長崎市", "堺市", "大津市", "奈良市", "静岡市葵区", "新潟市中央区", "世田谷区", "杉並区", "文京区", "江東区",
        ],
        ["town"] = ["緑町", "桜台", "本町", "旭町", "若葉町", "中央", "栄町", "東山町", "美園", "泉町"],
        ["building"] = ["ハイツ若葉", "グランメゾン桜台", "コーポ青空", "メゾン泉", "サンハイム本町", "パークサイド栄", "リバーコート", "第二緑荘"],
        ["country"] = ["アメリカ", "カナダ", "台湾", "フランス", "ドイツ", "シンガポール", "オーストラリア", "イギリス", "韓国", "イタリア", "オランダ"],
        ["trade"] = ["喫茶店", "旅館", "和菓子店", "美容室", "歯科医院", "カフェ", "料理店", "ゲストハウス", "パン屋", "花屋"],
        ["cancel"] = ["引っ越し", "飲む人が減った", "味の好み", "家計の見直し"],
        ["price"] = ["540", "648", "810", "972", "1,080", "1,296", "1,620", "1,944", "2,160", "2,700"],
        ["budget"] = ["1,000", "1,500", "2,000", "3,000", "5,000"],
    };

    public static IReadOnlyDictionary<string, string[]> English { get; } = new Dictionary<string, string[]>
    {
        ["tea"] = ["Wakaba kabusecha", "Satoyama deep-steamed sencha", "Wazuka first flush", "Morning Dew sencha", "Kasane gyokuro", "Yamagiri pan-fired green"],
        ["item"] =
        [
            "Morning Dew sencha", "Kasane gyokuro", "Campfire hojicha", "Shinonome matcha", "Benihikari black tea", "Wakaba kabusecha", "Satoyama sencha", "Honami genmaicha",
            "Yamagiri pan-fired green", "Shiraito stem tea", "Takigi bancha", "hojicha powder",
        ],
        ["goods"] = ["teapot", "cup", "matcha bowl", "glass pot", "houhin", "pair of cups"],
        ["color"] = ["red", "black", "white", "indigo", "green"],
        ["who"] = ["mother", "sister", "father", "grandmother", "best friend", "partner", "boss", "aunt"],
        ["cause"] = ["a missing invoice copy", "heavy snow", "a strike", "a sorting error", "a random customs check", "fog", "a holiday backlog"],
        ["hub"] = ["Frankfurt", "Heathrow", "Chicago", "Leipzig", "Sydney", "Narita", "Anchorage", "Roissy"],
        ["day"] = ["Monday", "Tuesday", "Thursday", "Friday", "Saturday"],
        ["city"] = ["Edinburgh", "Portland", "Melbourne", "Toronto", "Berlin", "Lyon", "Dublin", "Copenhagen", "Amsterdam", "Auckland", "Seattle", "Vancouver", "Lisbon", "Osaka"],
        ["road"] = ["Leith Walk", "Alder Street", "Chapel Lane", "Harbour Road", "Linden Avenue", "Mill Street", "Rosewood Drive", "Station Road", "Wharf Street"],
        ["country"] = ["Canada", "Germany", "Australia", "the United States", "the UK", "France", "the Netherlands", "Ireland", "Singapore", "New Zealand", "Denmark", "Portugal"],
        ["trade"] = ["café", "tea room", "bakery", "restaurant", "guesthouse", "yoga studio", "bookshop café"],
        ["price"] = ["540", "810", "1,080", "1,620", "1,944", "2,700", "3,240"],
    };
}
