using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Channels;
using Hub.Server.Platform;

namespace Hub.Server.Conversations.Outbound;

/// <summary>What a message is besides words and files: at most one of the first four, and answers to choose from.</summary>
/// <param name="Rich">In the channel's own form: at LINE a template, Flex or imagemap message.</param>
/// <param name="MemberLink">A button that leads to the firm's sign-in page (<see cref="ILinksMembers"/>).</param>
/// <param name="QuickReplies">Also below words and files.</param>
internal sealed record Composed(ComposedSticker? Sticker, ComposedPlace? Location, ComposedRich? Rich, QuickReply[]? QuickReplies, ComposedMemberLink? MemberLink = null)
{
    /// <summary>The words a person reads in it, one a line: they are looked through like any others before they go out.</summary>
    public string Words => string.Join('\n', new[] { Location?.Title, Location?.Address, Rich?.AltText, MemberLink?.Text, MemberLink?.Label }.Concat(Strings(Rich?.Form)).Concat((QuickReplies ?? []).SelectMany(answer => new[] { answer.Label, answer.Text })).Where(word => !string.IsNullOrWhiteSpace(word)));

    public MessageContent? Content => this switch
    {
        { Sticker: { } sticker } => new StickerContent(sticker.PackageId ?? "", sticker.StickerId ?? "", null, null) { QuickReplies = QuickReplies },
        { Location: { } place } => new LocationContent(place.Title?.Trim(), place.Address?.Trim(), place.Latitude, place.Longitude) { QuickReplies = QuickReplies },
        { Rich: { } rich } => new RichContent(rich.AltText?.Trim() ?? "", rich.Form) { QuickReplies = QuickReplies },
        { MemberLink: { } link } => new MemberLinkContent(link.Text?.Trim() ?? "", link.Label?.Trim() ?? "") { QuickReplies = QuickReplies },
        _ => null,
    };

    /// <summary>As it is stored: instead of the words, or with them.</summary>
    public JsonElement In(JsonElement words)
    {
        if (Content is { } content)
        {
            return JsonSerializer.SerializeToElement(content, HubJson.Options);
        }

        var marked = JsonObject.Create(words)!;
        marked["quickReplies"] = JsonSerializer.SerializeToNode(QuickReplies, HubJson.Options);
        return JsonSerializer.SerializeToElement(marked, HubJson.Options);
    }

    /// <summary>How lists name its kind.</summary>
    public string? Kind => this switch
    {
        { Sticker: not null } => "sticker",
        { Location: not null } => "location",
        { Rich: not null } => "rich",
        { MemberLink: not null } => "memberLink",
        _ => null,
    };

    /// <summary>Why it makes no message at all, before any channel is asked; null when it does.</summary>
    public string? Fault(string? text, Guid[] files)
    {
        var parts = new object?[] { Sticker, Location, Rich, MemberLink }.Count(part => part is not null);
        return parts > 1 || (parts == 1 && (text is not null || files.Length > 0)) ? "one_at_a_time"
            : QuickReplies?.Any(answer => answer?.Label is null || answer.Text is null) == true ? "invalid_quick_replies"
            : Rich is { Form.ValueKind: not JsonValueKind.Object } ? "invalid_rich"
            : null;
    }

    public override string ToString() => nameof(Composed);

    private static IEnumerable<string> Strings(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(item => Strings(item)),
        { ValueKind: JsonValueKind.Object } item => item.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };
}

internal sealed record ComposedSticker(string? PackageId, string? StickerId);

internal sealed record ComposedPlace(string? Title, string? Address, double Latitude, double Longitude)
{
    public override string ToString() => nameof(ComposedPlace);
}

internal sealed record ComposedRich(string? AltText, JsonElement Form)
{
    public override string ToString() => nameof(ComposedRich);
}

/// <param name="Label">What stands on the button.</param>
internal sealed record ComposedMemberLink(string? Text, string? Label)
{
    public override string ToString() => nameof(ComposedMemberLink);
}
