using System.Globalization;
using Hub.Channels;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>Puts this conversation's names, dates and numbers into the texts.</summary>
internal sealed class DemoWords
{
    private static readonly string[] JapaneseTeas = ["かぶせ茶「若葉」", "深蒸し煎茶「里山」", "煎茶「和束」"];
    private static readonly string[] EnglishTeas = ["Wakaba kabusecha", "Satoyama deep-steamed sencha", "Wazuka first flush"];
    private static readonly (string[] Keywords, string Emoji)[] Stickers =
    [
        (["hello", "こんにちは"], "👋"), (["thanks", "ありがとう"], "🙏"), (["OK", "了解"], "👍"), (["question", "質問"], "🤔"),
        (["sad", "残念"], "😢"), (["angry", "怒り"], "😠"), (["love", "大好き"], "❤️"), (["good night", "おやすみ"], "🌙"),
    ];

    private readonly Random random;
    private readonly Dictionary<string, string> values;
    private readonly bool japanese;

    public DemoWords(Random random, Regular customer, DemoColleague owner, DateTimeOffset createdAt)
    {
        this.random = random;
        japanese = customer.Language == "ja";
        values = new Dictionary<string, string>
        {
            ["{name}"] = customer.Call,
            ["{family}"] = customer.Family,
            ["{agent}"] = owner.Name.Split(' ')[0],
        };
        Begin(createdAt);
    }

    /// <summary>Another order, another date.</summary>
    public void Begin(DateTimeOffset at)
    {
        values["{order}"] = $"TM-{random.Next(41_000, 58_000)}";
        values["{tea}"] = (japanese ? JapaneseTeas : EnglishTeas)[random.Next(3)];
        values["{amount}"] = random.Next(2, 7).ToString(CultureInfo.InvariantCulture);
        values["{due}"] = Date(at.AddDays(-2));
        values["{date}"] = Date(at.AddDays(random.Next(2, 6)));
    }

    public string Fill(string text) => values.Aggregate(text, (filled, value) => filled.Replace(value.Key, value.Value, StringComparison.Ordinal));

    /// <summary>What the customer sent. The stickers are those of the simulator's phones: they have words and no picture at LINE.</summary>
    /// <param name="step">A step of the customer's.</param>
    /// <param name="rich">Whether the channel has stickers and locations; elsewhere people type.</param>
    public MessageContent Content(Step step, bool rich)
    {
        switch (step.Kind)
        {
            case StepKind.Sticker:
                var sticker = Stickers[int.Parse(step.Text, CultureInfo.InvariantCulture) - 1];
                return rich ? new StickerContent("90001", step.Text, null, sticker.Keywords) : new TextContent(sticker.Emoji);
            case StepKind.Location:
                var parts = step.Text.Split('|');
                return rich
                    ? new LocationContent(parts[0], parts[1], double.Parse(parts[2], CultureInfo.InvariantCulture), double.Parse(parts[3], CultureInfo.InvariantCulture))
                    : new TextContent($"{parts[0]}, {parts[1]}");
            default:
                return new TextContent(Fill(step.Text));
        }
    }

    private string Date(DateTimeOffset at) => at.ToOffset(TimeSpan.FromHours(9)).ToString(japanese ? "M月d日" : "MMMM d", CultureInfo.InvariantCulture);
}
