using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Server.Identity;

namespace Hub.Server.Conversations.WebChat.Sites;

/// <summary>Reads what somebody has set for a site: trimmed, complete, and what is wrong with it by field.</summary>
internal sealed partial class CheckSite
{
    /// <summary>What the answer to the consent is called; no field may be.</summary>
    public const string Consent = "consent";

    private const int MaxContinue = 24 * 60;
    private const int MaxInvitations = 20;
    private const int MaxFields = 8;
    private const int MaxChoices = 20;
    private const int MaxLine = 60;
    private const int MaxWords = 500;

    public InputErrors Errors { get; } = new();

    public ChatSiteSettings Read(ChatSiteSettings given)
    {
        if (given.ContinueMinutes is < 1 or > MaxContinue)
        {
            Errors.Add("continueMinutes", "out_of_range");
        }

        return new(
            Theme(given.Theme ?? ChatTheme.Usual), PreChat(given.PreChat ?? PreChatForm.None),
            (given.Offline ?? OfflineForm.None) with { Intro = Text("offline.intro", given.Offline?.Intro, MaxWords) }, given.QueuePosition, ReadInvitations(given.Invitations ?? []),
            given.Transcript, given.ContinueMinutes);
    }

    private ChatTheme Theme(ChatTheme given)
    {
        var accent = (given.Accent ?? "").Trim().ToLowerInvariant();
        if (!Colour().IsMatch(accent))
        {
            Errors.Add("theme.accent", "invalid");
        }

        var mark = string.IsNullOrWhiteSpace(given.Mark) ? null : given.Mark.Trim();
        if (mark is not null && (new StringInfo(mark).LengthInTextElements > 2 || mark.Any(char.IsControl)))
        {
            Errors.Add("theme.mark", "too_long");
        }

        return given with
        {
            Accent = accent,
            Mark = mark,
            Label = Text("theme.label", given.Label, 24),
            Title = Text("theme.title", given.Title, MaxLine),
            Greeting = Text("theme.greeting", given.Greeting, MaxWords),
        };
    }

    private PreChatForm PreChat(PreChatForm given)
    {
        var fields = (given.Fields ?? []).Where(field => field is not null).ToList();
        if (fields.Count > MaxFields)
        {
            Errors.Add("preChat.fields", "too_many");
        }
        else if (given.On && fields.Count == 0 && Text("preChat.consent", given.Consent, MaxWords).IsEmpty)
        {
            Errors.Add("preChat.fields", "required");
        }

        if (fields.DistinctBy(field => field.Key).Count() != fields.Count || fields.Count(field => field.Kind == FormFieldKind.Name) > 1 || fields.Count(field => field.Kind == FormFieldKind.Email) > 1)
        {
            Errors.Add("preChat.fields", "twice");
        }

        return given with
        {
            Intro = Text("preChat.intro", given.Intro, MaxWords),
            Consent = Text("preChat.consent", given.Consent, MaxWords),
            Fields = [.. fields.Select((field, place) => Field($"preChat.fields.{place}", field))],
        };
    }

    private List<Invitation> ReadInvitations(IReadOnlyList<Invitation> all)
    {
        var given = all.Where(each => each is not null).ToList();
        if (given.Count > MaxInvitations || given.DistinctBy(each => each.Id).Count() != given.Count)
        {
            Errors.Add("invitations", given.Count > MaxInvitations ? "too_many" : "twice");
        }

        return [.. given.Select((each, place) => ReadInvitation($"invitations.{place}", each))];
    }

    private Invitation ReadInvitation(string name, Invitation given)
    {
        var page = given.Page?.Trim() ?? "";
        if (page.Length is 0 or > 200 || page.Any(char.IsControl) || !(page[0] is '/' or '*' || page.StartsWith("http", StringComparison.Ordinal)))
        {
            Errors.Add(name + ".page", page.Length == 0 ? "required" : page.Length > 200 ? "too_long" : "invalid_page");
        }

        foreach (var (field, value, least, most) in new[] { ("seconds", given.Seconds, 0, 3600), ("views", given.Views, 1, 1000), ("days", given.Days, 0, 365) })
        {
            if (value < least || value > most)
            {
                Errors.Add($"{name}.{field}", "out_of_range");
            }
        }

        var text = Text(name + ".text", given.Text, 200);
        if (given.Id == Guid.Empty || text.IsEmpty)
        {
            Errors.Add(given.Id == Guid.Empty ? name + ".id" : name + ".text", "required");
        }

        return given with { Page = page, Text = text };
    }

    private FormField Field(string name, FormField given)
    {
        if (given.Key is null or Consent || !Key().IsMatch(given.Key))
        {
            Errors.Add(name + ".key", "invalid");
        }

        var label = Text(name + ".label", given.Label, MaxLine);
        if (label.IsEmpty && given.Kind is FormFieldKind.Topic or FormFieldKind.Text)
        {
            Errors.Add(name + ".label", "required");
        }

        var choices = given.Kind == FormFieldKind.Topic
            ? (given.Choices ?? []).Select(choice => Text(name + ".choices", choice, MaxLine)).Where(choice => !choice.IsEmpty).ToList()
            : null;
        if (choices is { Count: 0 or > MaxChoices })
        {
            Errors.Add(name + ".choices", choices.Count == 0 ? "required" : "too_many");
        }

        return given with { Label = label, Choices = choices };
    }

    private SiteText Text(string name, SiteText? given, int longest)
    {
        return new SiteText(One("ja", given?.Ja), One("en", given?.En));

        string? One(string language, string? text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            var trimmed = text.Trim();
            if (trimmed.Length > longest)
            {
                Errors.Add($"{name}.{language}", "too_long");
            }

            return trimmed;
        }
    }

    [GeneratedRegex("^#[0-9a-f]{6}$")]
    private static partial Regex Colour();

    [GeneratedRegex("^[a-z0-9]{1,20}$")]
    private static partial Regex Key();
}
