using System.Text.Json.Serialization;

namespace Hub.Server.Conversations.WebChat.Sites;

internal enum ChatSide { Right, Left }

internal enum ChatScheme { Auto, Light, Dark }

internal enum ChatIcon { Bubble, Question, Letter }

internal enum FormFieldKind { Name, Email, Topic, Text }

/// <summary>Words of the house in both languages; where one is missing, the other stands in.</summary>
internal sealed record SiteText(string? Ja, string? En)
{
    public static SiteText None { get; } = new(null, null);

    [JsonIgnore]
    public bool IsEmpty => Ja is null && En is null;

    public string? In(string language) => language == "ja" ? Ja ?? En : En ?? Ja;
}

/// <summary>What the chat looks like.</summary>
/// <param name="Accent">"#rrggbb". The colour of the words on it follows from it.</param>
/// <param name="Label">Words beside the icon on the button; none: the icon alone.</param>
/// <param name="Title">None: the brand's name.</param>
/// <param name="Mark">One or two characters in the coloured mark; null: the first of the title.</param>
internal sealed record ChatTheme(string Accent, ChatSide Side, ChatScheme Scheme, ChatIcon Icon, SiteText Label, SiteText Title, SiteText Greeting, string? Mark)
{
    public static ChatTheme Usual { get; } = new("#2457c5", ChatSide.Right, ChatScheme.Auto, ChatIcon.Bubble, SiteText.None, SiteText.None, SiteText.None, null);
}

/// <param name="Key">Names the field in answers and errors; the same for good.</param>
/// <param name="Label">None: the widget's own word for a name or an address.</param>
/// <param name="Choices">Of a topic only.</param>
internal sealed record FormField(string Key, FormFieldKind Kind, bool Required, SiteText Label, IReadOnlyList<SiteText>? Choices);

/// <summary>What is asked before the first message.</summary>
/// <param name="Consent">What a visitor must agree to; none: nothing.</param>
internal sealed record PreChatForm(bool On, SiteText Intro, IReadOnlyList<FormField> Fields, SiteText Consent)
{
    public static PreChatForm None { get; } = new(false, SiteText.None, [], SiteText.None);
}

/// <summary>What stands in place of the chat while the brand is closed.</summary>
/// <param name="WhenNobody">Also while open, when nobody is at a desk.</param>
internal sealed record OfflineForm(bool On, bool WhenNobody, SiteText Intro)
{
    public static OfflineForm None { get; } = new(false, false, SiteText.None);
}

/// <summary>When a page speaks first. Decided in the page itself.</summary>
/// <param name="Page">Of the page's address, with * for anything: a path such as "/cart*", or a whole address.</param>
/// <param name="Seconds">After the page was looked at for so long.</param>
/// <param name="Views">From the visitor's so manieth page on.</param>
/// <param name="OnlyOpen">Only in the brand's business hours.</param>
/// <param name="Days">Not again to the same visitor for so many days; 0: once a page.</param>
internal sealed record Invitation(Guid Id, bool On, string Page, int Seconds, int Views, bool OnlyOpen, int Days, SiteText Text);

/// <summary>How one site's chat looks and what it asks.</summary>
/// <param name="QueuePosition">Whoever waits is told how many wait before them.</param>
/// <param name="ContinueMinutes">An answer nobody has seen for so long goes on as mail to a visitor whose address is proven; null: it waits.</param>
/// <param name="Transcript">Visitors can have what was said sent to them by mail.</param>
internal sealed record ChatSiteSettings(ChatTheme Theme, PreChatForm PreChat, OfflineForm Offline, bool QueuePosition, IReadOnlyList<Invitation> Invitations, bool Transcript, int? ContinueMinutes)
{
    public static ChatSiteSettings Usual { get; } = new(ChatTheme.Usual, PreChatForm.None, OfflineForm.None, false, [], false, null);

    /// <summary>Stored before there was all of it.</summary>
    public ChatSiteSettings Complete() => Invitations is null ? this with { Invitations = [] } : this;
}

/// <param name="Version">0 while nobody has set anything.</param>
internal sealed record ChatSite(Guid AccountId, int Version, ChatSiteSettings Settings);
