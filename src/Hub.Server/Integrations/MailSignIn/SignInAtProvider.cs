using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Channels.Email;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Secrets;
using Npgsql;

namespace Hub.Server.Integrations.MailSignIn;

/// <summary>
/// Signing in at Google or Microsoft for a mail account: <c>POST …/sign-in</c> gives the address of the provider's page, which sends the browser back to
/// <c>/api/mail-sign-in</c>. The state says which account and is bound to the session that asked; the code is bound to the state (PKCE, RFC 7636).
/// </summary>
internal sealed class SignInAtProvider(MasterKey masterKey, TimeProvider time)
{
    public const string CallbackPath = "/api/mail-sign-in";

    /// <summary>Changes with every sign-in, unlike the refresh token, which changes by itself too.</summary>
    public const string SignedInAt = "signedInAt";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly byte[] key = masterKey.Derive("mail sign-in state");

    /// <param name="Url">Where to send the browser.</param>
    /// <param name="RedirectUri">What has to be registered at the provider.</param>
    internal sealed record StartView(string Url, string RedirectUri);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/channel-accounts/{id:guid}/sign-in", StartAsync).WithTags("Channel accounts").WithName("StartMailSignIn").RequirePermission(Permissions.ManageAccounts).Produces<StartView>();
        routes.MapGet(CallbackPath, FinishAsync).WithTags("Channel accounts").WithName("FinishMailSignIn").RequirePermission(Permissions.ManageAccounts).Produces(302);
    }

    private static async Task<IResult> StartAsync(Guid id, CurrentAgent agent, ChannelAccounts accounts, SignInAtProvider signIn, HubOptions options, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } account)
        {
            return Problem.NotFound();
        }

        if (agent.SessionId is not { } session)
        {
            return Problem.Of(400, "session_needed");
        }

        if (MailProvider.Of(account.Account) is not { } provider)
        {
            return Problem.Of(400, "provider_not_configured");
        }

        var state = signIn.State(id, session);
        var page = provider.Page(Redirect(options), state, Challenge(signIn.Verifier(state)), account.Account.Setting("oauthUser") ?? account.Account.Setting("address"));
        return TypedResults.Ok(new StartView(page, Redirect(options)));
    }

    /// <summary>A browser comes back: always on to the settings, which say what came of it.</summary>
    private static async Task<IResult> FinishAsync(
        CurrentAgent agent, ChannelAccounts accounts, SignInAtProvider signIn, TokenClient client, AccountTokens tokens, NpgsqlDataSource dataSource, SecretBox box, HubOptions options, TimeProvider time,
        CancellationToken cancellationToken, string? state = null, string? code = null, string? error = null)
    {
        if (agent.SessionId is not { } session || state is null || signIn.AccountOf(state, session) is not { } id || await accounts.ByIdAsync(id, cancellationToken) is not { } account
            || MailProvider.Of(account.Account) is not { } provider)
        {
            return Back("not_ours");
        }

        if (error is not null || string.IsNullOrEmpty(code))
        {
            return Back("denied", id);
        }

        MailToken token;
        try
        {
            token = await client.ExchangeAsync(provider, code, signIn.Verifier(state), Redirect(options), cancellationToken);
        }
        catch (MailException exception)
        {
            return Back(exception.Fault == MailFault.SignInNeeded ? "refused" : "unavailable", id);
        }

        if (token.Refresh is not { } refresh)
        {
            return Back("no_lasting_access", id);
        }

        await AccountTokens.StoreAsync(
            dataSource, box, id, _ => new() { [AccountTokens.RefreshToken] = refresh, [SignedInAt] = time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture) },
            connection => AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "channel_account.signed_in") { TargetKind = "channel_account", TargetId = id, Data = new { provider = provider.Token.Host } }),
            cancellationToken);
        tokens.Forget(id);
        accounts.Invalidate();
        return Back("ok", id);
    }

    /// <summary>Account, session, end and a random part, signed.</summary>
    private string State(Guid account, Guid session)
    {
        var content = $"{account:N}.{(time.GetUtcNow() + Life).ToUnixTimeSeconds()}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16))}";
        return $"{content}.{Sign(content, session)}";
    }

    private Guid? AccountOf(string state, Guid session) =>
        state.Split('.') is [var account, var end, var random, var signature]
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign($"{account}.{end}.{random}", session)), Encoding.UTF8.GetBytes(signature))
        && long.TryParse(end, System.Globalization.CultureInfo.InvariantCulture, out var until) && until > time.GetUtcNow().ToUnixTimeSeconds() && Guid.TryParse(account, out var id) ? id : null;

    private string Sign(string content, Guid session) => Mac($"state.{content}.{session:N}");

    /// <summary>Made of the state and the master key, so that nothing has to be kept; nobody else can make it.</summary>
    private string Verifier(string state) => Mac($"verifier.{state}");

    private string Mac(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static string Redirect(HubOptions options) => new Uri(options.PublicUrl!, CallbackPath).ToString();

    private static IResult Back(string outcome, Guid? account = null) => TypedResults.Redirect($"/settings/accounts?mailSignIn={outcome}{(account is null ? "" : $"&account={account}")}");
}
