using System.Globalization;
using Hub.Channels;
using Hub.Server.Demo.Texts;

namespace Hub.Server.Demo;

/// <summary>Puts this conversation's names, things, dates and numbers into the texts.</summary>
internal sealed class DemoWords
{
    private static readonly (string[] Keywords, string Emoji)[] Stickers =
    [
        (["hello", "こんにちは"], "👋"), (["thanks", "ありがとう"], "🙏"), (["OK", "了解"], "👍"), (["question", "質問"], "🤔"),
        (["sad", "残念"], "😢"), (["angry", "怒り"], "😠"), (["love", "大好き"], "❤️"), (["good night", "おやすみ"], "🌙"),
    ];

    private readonly Random random;
    private readonly Dictionary<string, string> values;
    private readonly bool japanese;

    public DemoWords(Random random, Regular customer, string agentName, DateTimeOffset createdAt)
    {
        this.random = random;
        japanese = customer.Language == "ja";
        values = new() { ["name"] = customer.Call, ["family"] = customer.Family, ["agent"] = agentName.Split(' ')[0] };
        Begin(createdAt);
    }

    public string Order => values["order"];

    /// <summary>Another order, another date.</summary>
    public void Begin(DateTimeOffset at)
    {
        foreach (var (name, ways) in japanese ? Things.Japanese : Things.English)
        {
            values[name] = ways[random.Next(ways.Length)];
        }

        values["other"] = Other(japanese ? Things.Japanese["item"] : Things.English["item"]);
        values["order"] = $"TM-{random.Next(41_000, 58_000)}";
        values["lot"] = $"{(char)('A' + random.Next(6))}{random.Next(1000, 9999)}";
        values["amount"] = Number(2, 7);
        values["kilo"] = Number(3, 15);
        values["count"] = Number(3, 12);
        values["hundred"] = (10 * random.Next(5, 30)).ToString(CultureInfo.InvariantCulture);
        values["num"] = (5 * random.Next(1, 6)).ToString(CultureInfo.InvariantCulture);
        values["room"] = (100 * random.Next(1, 12) + random.Next(1, 12)).ToString(CultureInfo.InvariantCulture);
        values["street"] = japanese ? $"{values["town"]}{Number(1, 6)}-{Number(1, 24)}-{Number(1, 18)}" : $"{Number(2, 180)} {values["road"]}";
        values["due"] = Date(at.AddDays(-2));
        values["date"] = Date(at.AddDays(random.Next(2, 6)));
    }

    public string Tell(string text) => Wording.Tell(text, values, random);

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
                return new TextContent(Tell(step.Text));
        }
    }

    private string Other(string[] items) => items[(Array.IndexOf(items, values["item"]) + 1 + random.Next(items.Length - 1)) % items.Length];

    private string Number(int from, int before) => random.Next(from, before).ToString(CultureInfo.InvariantCulture);

    private string Date(DateTimeOffset at) => at.ToOffset(DemoClock.Japan).ToString(japanese ? "M月d日" : "MMMM d", CultureInfo.InvariantCulture);
}
