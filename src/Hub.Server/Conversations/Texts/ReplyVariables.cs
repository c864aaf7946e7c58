using System.Text.RegularExpressions;

namespace Hub.Server.Conversations;

/// <summary>
/// The variables of prepared texts: <c>{{customer.name}}</c> and the like. What has a value is filled in; what has none stays as it is, so that it is
/// seen, and no text that still holds one leaves the hub.
/// </summary>
internal static partial class ReplyVariables
{
    public const string NextOpening = "nextOpening";
    public const string ExpectedAnswer = "expectedAnswer";

    /// <summary>What an agent's prepared text may hold.</summary>
    public static IReadOnlyList<string> ForAgents { get; } =
    [
        "customer.name", "customer.kana", "customer.company", "agent.name", "brand.name", "conversation.number",
        "order.number", "order.date", "order.total", "order.item", "order.tracking", NextOpening,
    ];

    /// <summary>What an automatic text may hold: nobody is there to fill in the rest.</summary>
    public static IReadOnlyList<string> ForAutomatic { get; } = ["customer.name", "customer.company", "brand.name", "conversation.number", NextOpening, ExpectedAnswer];

    private static readonly Dictionary<string, string> known =
        ForAgents.Union(ForAutomatic).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The first variable still in a text; null when there is none. Braces in double are no variable as long as no known name stands in them.</summary>
    public static string? FirstIn(string? text) => text is null ? null : Pattern().Matches(text).Select(NameOf).FirstOrDefault(name => name is not null);

    /// <summary>The first name in braces that is not one of these; null when all are.</summary>
    public static string? FirstUnknownIn(string? text, IReadOnlyList<string> allowed) =>
        text is null ? null : AnyName().Matches(text).Select(match => match.Groups[1].Value.Trim()).FirstOrDefault(name => !allowed.Contains(name, StringComparer.OrdinalIgnoreCase));

    public static RenderedText Render(string text, IReadOnlyDictionary<string, string?> values)
    {
        var empty = new List<string>();
        var filled = Pattern().Replace(text, match =>
        {
            if (NameOf(match) is not { } name)
            {
                return match.Value;
            }

            if (values.GetValueOrDefault(name) is not { Length: > 0 } value)
            {
                empty.Add(name);
                return $"{{{{{name}}}}}";
            }

            return Honorific().IsMatch(text.AsSpan(match.Index + match.Length)) ? OwnHonorific().Replace(value, "") : value;
        });
        return new RenderedText(filled, [.. empty.Distinct()]);
    }

    private static string? NameOf(Match match) => known.GetValueOrDefault(match.Groups[1].Value);

    // An input method writes the braces full-width.
    [GeneratedRegex(@"[{｛]{2}\s*([A-Za-z]+(?:\.[A-Za-z]+)?)\s*[}｝]{2}")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"[{｛]{2}([^{}｛｝]{0,60})[}｝]{2}")]
    private static partial Regex AnyName();

    /// <summary>The text goes on with a title of its own.</summary>
    [GeneratedRegex(@"^\s?(様|さま|さん|殿|先生)")]
    private static partial Regex Honorific();

    // "花子さん" is a common name on a phone; nobody is addressed as 花子さん様.
    [GeneratedRegex(@"(?<=\S)\s?(様|さま|さん|ちゃん|くん)$")]
    private static partial Regex OwnHonorific();
}

/// <param name="Empty">Variables without a value; they stand in the text as they were.</param>
internal sealed record RenderedText(string Text, IReadOnlyList<string> Empty);
