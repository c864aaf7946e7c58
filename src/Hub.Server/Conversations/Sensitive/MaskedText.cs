using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Channels;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>A text as it may be stored and shown, and what it was.</summary>
/// <param name="Text">With card numbers and マイナンバー masked.</param>
/// <param name="Original">What was written; null when nothing was masked.</param>
/// <param name="Numbers">The numbers as they were written, to be found in other copies.</param>
internal sealed record MaskedText(string? Text, string? Original, IReadOnlyList<string> Kinds, IReadOnlyList<string> Numbers)
{
    public static MaskedText Of(string? text)
    {
        var found = SensitiveNumbers.Find(text);
        return found.Count == 0
            ? new MaskedText(text, null, [], [])
            : new MaskedText(
                SensitiveNumbers.Mask(text!, found), text, [.. found.Select(span => KindName(span.Kind)).Distinct()], [.. found.Select(span => text!.Substring(span.Start, span.Length)).Distinct()]);
    }

    /// <summary>What a customer sent, with the words masked wherever people write them.</summary>
    public static (MessageContent Content, MaskedText Masked) Of(MessageContent content)
    {
        if (content is EmailContent letter)
        {
            return OfLetter(letter);
        }

        var masked = Of(content is UnsupportedContent unsupported ? unsupported.RawJson : content.Text);
        return masked.Original is null
            ? (content, masked)
            : (content switch
            {
                TextContent text => text with { Body = masked.Text! },
                FileContent file => file with { Caption = masked.Text },
                UnsupportedContent other => other with { RawJson = masked.Text },
                _ => content,
            }, masked);
    }

    /// <summary>Of a letter also its subject and what it quotes. What was written is kept for the text; of the rest it is in the raw letter, which is sealed.</summary>
    private static (MessageContent Content, MaskedText Masked) OfLetter(EmailContent letter)
    {
        var (body, subject, quoted) = (Of(letter.Body), Of(letter.Subject), Of(letter.Quoted));
        if (body.Original is null && subject.Original is null && quoted.Original is null)
        {
            return (letter, body);
        }

        var masked = new MaskedText(
            body.Text, body.Original ?? letter.Body, [.. body.Kinds.Union(subject.Kinds).Union(quoted.Kinds)], [.. body.Numbers.Union(subject.Numbers).Union(quoted.Numbers)]);
        return (letter with { Body = body.Text!, Subject = subject.Text, Quoted = quoted.Text }, masked);
    }

    /// <summary>The content as it is stored; says which kinds of numbers are masked, so that nobody has to look for the dots.</summary>
    public JsonElement Mark(JsonElement content)
    {
        if (Original is null)
        {
            return content;
        }

        var marked = JsonObject.Create(content)!;
        marked["masked"] = JsonSerializer.SerializeToNode(Kinds, HubJson.Options);
        return JsonSerializer.SerializeToElement(marked, HubJson.Options);
    }

    private static string KindName(SensitiveKind kind) => kind switch
    {
        SensitiveKind.Card => "card",
        SensitiveKind.MyNumber => "myNumber",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
