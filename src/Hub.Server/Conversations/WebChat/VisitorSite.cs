using Hub.Server.Conversations.WebChat.Forms;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat;

/// <summary>The site as its visitor's browser gets it, in the visitor's language.</summary>
/// <param name="Form">What is to be asked before the first message; null when nothing is.</param>
/// <param name="Away">Nobody answers now; null while somebody does.</param>
/// <param name="Transcript">What was said can be had by mail.</param>
internal sealed record SessionSite(
    string Name, string Brand, string Language, string Accent, ChatScheme Scheme, string? Title, string? Mark, string? Greeting, VisitorForm? Form, SessionAway? Away, bool Transcript);

/// <param name="Consent">The words to agree to; null when none.</param>
internal sealed record VisitorForm(string? Intro, string? Consent, IReadOnlyList<VisitorField> Fields);

/// <param name="Label">Null: the widget's own word for the kind.</param>
internal sealed record VisitorField(string Key, FormFieldKind Kind, bool Required, string? Label, IReadOnlyList<string>? Choices);

internal sealed record SessionAway(string Why, DateTimeOffset? OpensAt, bool ByMail, string? Intro);

/// <summary>Puts together what a visitor's browser needs to know of the site.</summary>
internal sealed class VisitorSites(ChatSites sites, SiteHours hours, NpgsqlDataSource dataSource)
{
    public async Task<SessionSite> ForAsync(Visitor visitor, string language, bool hasWritten, CancellationToken cancellationToken)
    {
        var account = visitor.Site;
        var settings = (await sites.OfAsync(account.Account.Id, cancellationToken)).Settings;
        var (theme, away) = (settings.Theme, await hours.AwayAsync(account, settings.Offline, cancellationToken));
        return new SessionSite(
            account.Name, account.BrandName, language, theme.Accent, theme.Scheme, theme.Title.In(language), theme.Mark, SiteSettings.Greeting(account, theme).In(language),
            await FormAsync(visitor, settings.PreChat, language, hasWritten, cancellationToken),
            away is null ? null : new SessionAway(away.Why, away.OpensAt, away.ByMail, settings.Offline.Intro.In(language)),
            settings.Transcript && await hours.MailOfAsync(account, cancellationToken) is not null);
    }

    /// <summary>Asked once, before the first message. Of whom the site has signed in, name and address are not asked: the site knows them.</summary>
    private async Task<VisitorForm?> FormAsync(Visitor visitor, PreChatForm form, string language, bool hasWritten, CancellationToken cancellationToken)
    {
        if (!form.On || hasWritten || await HasFilledAsync(visitor, cancellationToken))
        {
            return null;
        }

        var fields = FillForm.Asked(form, visitor).Select(field => new VisitorField(
            field.Key, field.Kind, field.Required, field.Label.In(language), field.Choices?.Select(choice => choice.In(language)!).ToList())).ToList();
        var consent = form.Consent.In(language);
        return fields.Count == 0 && consent is null ? null : new VisitorForm(form.Intro.In(language), consent, fields);
    }

    private async Task<bool> HasFilledAsync(Visitor visitor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.visitor_form WHERE identity_id = $1").With(visitor.IdentityId);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
