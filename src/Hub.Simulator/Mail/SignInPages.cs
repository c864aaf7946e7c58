using System.Net;
using Hub.Simulator.State;

namespace Hub.Simulator.Mail;

/// <summary>The mail provider's sign-in: <c>/oauth/authorize</c> asks the person, <c>/oauth/token</c> gives and renews tokens (RFC 6749, 7636).</summary>
internal static class SignInPages
{
    public static void MapMailSignIn(this WebApplication app)
    {
        app.MapGet("/oauth/authorize", Ask).WithName("MailAuthorize");
        app.MapPost("/oauth/token", GiveAsync).WithName("MailToken").DisableAntiforgery();
    }

    private static IResult Ask(HttpContext http, MailWorld world)
    {
        var query = http.Request.Query;
        var redirect = query["redirect_uri"].ToString();
        if (query["client_id"] != MailTokens.ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["code_challenge"].ToString().Length != 43
            || !Uri.TryCreate(redirect, UriKind.Absolute, out var back) || !back.IsLoopback)
        {
            return Results.Content("<!doctype html><title>400</title><p>client_id, response_type, redirect_uri, code_challenge", "text/html; charset=utf-8", statusCode: 400);
        }
        var state = Uri.EscapeDataString(query["state"].ToString());
        var joined = redirect + (back.Query.Length > 0 ? "&" : "?");
        var allow = WebUtility.HtmlEncode($"{joined}code={world.Tokens.Code(redirect, query["code_challenge"]!)}&state={state}");
        var deny = WebUtility.HtmlEncode($"{joined}error=access_denied&state={state}");
        return Results.Content($"""
            <!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Mail provider</title>
            <link rel="stylesheet" href="/phones.css"><link rel="stylesheet" href="/page.css"><body><main class="page"><h1>メールサービス / Mail provider</h1>
            <p>CrmHubが次のメールボックスの読み取りと送信の許可を求めています。<br>CrmHub asks to read and send mail for this mailbox.</p>
            <p><b>{WebUtility.HtmlEncode(query["login_hint"].ToString() is { Length: > 0 } hint ? hint : MailWorld.HubAddress)}</b></p>
            <p><a class="solid" id="allow" href="{allow}">許可する / Allow</a> <a class="quiet" id="deny" href="{deny}">許可しない / Deny</a></p></main></body></html>
            """, "text/html; charset=utf-8");
    }

    private static async Task<IResult> GiveAsync(HttpContext http, MailWorld world, CancellationToken cancellation)
    {
        var form = await http.Request.ReadFormAsync(cancellation);
        if (form["client_id"] != MailTokens.ClientId || form["client_secret"] != MailTokens.ClientSecret)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }
        var given = form["grant_type"].ToString() switch
        {
            "authorization_code" => world.Tokens.Exchange(form["code"].ToString(), form["code_verifier"].ToString(), form["redirect_uri"].ToString()),
            "refresh_token" => world.Tokens.Renew(form["refresh_token"].ToString()),
            _ => null,
        };
        return given is { } tokens
            ? Results.Json(new { access_token = tokens.Access, refresh_token = tokens.Refresh, expires_in = (int)MailTokens.Life.TotalSeconds, token_type = "Bearer" }, Json.Wire)
            : Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }
}
