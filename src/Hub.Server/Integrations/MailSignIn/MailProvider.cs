using Hub.Channels;
using Microsoft.AspNetCore.Http.Extensions;

namespace Hub.Server.Integrations.MailSignIn;

/// <summary>
/// Where an account signs in by OAuth 2.0, from its settings: "oauthProvider" ("google", "microsoft"), "oauthClientId", for Microsoft "oauthTenant" (common), and to
/// override them "oauthAuthorizeUrl", "oauthTokenUrl", "oauthScope". Secret: "oauthClientSecret".
/// </summary>
internal sealed record MailProvider(Uri Authorize, Uri Token, string Scope, string ClientId, string? ClientSecret)
{
    private const string GoogleScope = "https://mail.google.com/";
    private const string MicrosoftScope = "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access";

    public static bool Is(ChannelAccount account) => account.Setting("oauthProvider") is not null;

    /// <summary>Null when something is missing or cannot be an address.</summary>
    public static MailProvider? Of(ChannelAccount account)
    {
        var microsoft = "https://login.microsoftonline.com/" + Uri.EscapeDataString(account.Setting("oauthTenant") ?? "common") + "/oauth2/v2.0/";
        var (authorize, token, scope) = account.Setting("oauthProvider") switch
        {
            "google" => ("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", GoogleScope),
            "microsoft" => (microsoft + "authorize", microsoft + "token", MicrosoftScope),
            _ => ("", "", ""),
        };
        return Address(account.Setting("oauthAuthorizeUrl") ?? authorize) is { } page && Address(account.Setting("oauthTokenUrl") ?? token) is { } endpoint && account.Setting("oauthClientId") is { } client
            ? new MailProvider(page, endpoint, account.Setting("oauthScope") ?? scope, client, account.Secret("oauthClientSecret"))
            : null;
    }

    /// <summary>The page where the person says yes. Asked for consent each time, since Google gives a refresh token only then.</summary>
    public string Page(string redirect, string state, string challenge, string? mailbox)
    {
        var query = new QueryBuilder
        {
            { "response_type", "code" }, { "client_id", ClientId }, { "redirect_uri", redirect }, { "scope", Scope }, { "state", state },
            { "code_challenge", challenge }, { "code_challenge_method", "S256" }, { "access_type", "offline" }, { "prompt", "consent" },
        };
        if (mailbox is not null)
        {
            query.Add("login_hint", mailbox);
        }

        return Authorize + query.ToQueryString().Value;
    }

    public override string ToString() => $"MailProvider {Token.Host}";

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)) ? uri : null;
}
