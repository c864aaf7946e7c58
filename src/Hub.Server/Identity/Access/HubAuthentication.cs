using System.Text.Encodings.Web;
using Hub.Server.Platform.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Hub.Server.Identity;

/// <summary>
/// The one way in: the session cookie, or <c>Authorization: Bearer hub_…</c>. A request that shows a bearer token is judged by that alone, so that a
/// bad token never falls back to the cookie beside it.
/// </summary>
internal sealed class HubAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SignedInAgents agents,
    SecuritySettings security,
    SessionCookie cookie) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "hub";
    private const string Bearer = "Bearer";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        CurrentAgent? agent;
        var authorization = Request.Headers.Authorization.ToString();
        var schemeEnd = authorization.IndexOf(' ', StringComparison.Ordinal);
        var scheme = schemeEnd < 0 ? authorization : authorization[..schemeEnd];
        if (scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            var token = authorization.AsSpan(scheme.Length).Trim();
            agent = token.StartsWith(SecretToken.ApiPrefix, StringComparison.Ordinal)
                ? await agents.ByApiTokenAsync(token[SecretToken.ApiPrefix.Length..].ToString(), Context.RequestAborted)
                : null;
        }
        else if (cookie.Read(Request) is { } value)
        {
            agent = await agents.BySessionAsync(value, Context.RequestAborted);
        }
        else
        {
            return AuthenticateResult.NoResult();
        }

        if (agent is not null && !(await security.GetAsync(Context.RequestAborted)).Allows(Context.Connection.RemoteIpAddress))
        {
            return AuthenticateResult.Fail("From an address that is not allowed.");
        }

        if (agent is null)
        {
            return AuthenticateResult.Fail("Unknown, expired or revoked.");
        }

        agent = agent with { Address = AuditActor.AddressOf(Context.Connection.RemoteIpAddress) };
        Context.Features.Set(agent);
        return AuthenticateResult.Success(new AuthenticationTicket(agent.ToPrincipal(), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problem.Of(StatusCodes.Status401Unauthorized, "not_signed_in").ExecuteAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Of(StatusCodes.Status403Forbidden, "forbidden").ExecuteAsync(Context);
}
