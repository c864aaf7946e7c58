using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>
/// Channel access tokens. A token is signed with the channel secret and carries its own expiry: nothing is stored, and a token
/// stays good over a restart of the simulator.
/// </summary>
internal sealed class ChannelTokens(Simulation simulation, TimeProvider clock)
{
    private static readonly TimeSpan Stateless = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ShortLived = TimeSpan.FromDays(30);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/oauth2/v3/token", (HttpContext http, CancellationToken cancellation) => IssueAsync(http, Stateless, cancellation)).WithName("IssueStatelessChannelToken");
        routes.MapPost("/v2/oauth/accessToken", (HttpContext http, CancellationToken cancellation) => IssueAsync(http, ShortLived, cancellation)).WithName("IssueChannelToken");
        routes.MapGet("/oauth2/v2.1/verify", (string? access_token) => Verify(access_token)).WithName("VerifyChannelTokenByJwt");
        routes.MapPost("/v2/oauth/verify", async (HttpContext http, CancellationToken cancellation) =>
            Verify((await FormAsync(http, cancellation))?["access_token"])).WithName("VerifyChannelToken");
    }

    public LineAccount? Authenticate(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Find(header[7..].Trim()).Account : null;
    }

    private async Task<IResult> IssueAsync(HttpContext http, TimeSpan life, CancellationToken cancellation)
    {
        if (await FormAsync(http, cancellation) is not { } form || form["grant_type"] != "client_credentials")
        {
            return Refuse("unsupported_grant_type", "grant_type must be client_credentials");
        }
        if (simulation.ByChannel(form["client_id"]) is not { } account || !Same(form["client_secret"].ToString(), account.ChannelSecret))
        {
            return Refuse("invalid_client", "invalid client_id or client_secret");
        }
        var fault = account.Faults.Decide("token");
        await Task.Delay(fault.Latency, clock, cancellation);
        if (fault.HangUp is not null)
        {
            http.Abort();
            return Results.Empty;
        }
        if ((fault.RateLimit is null ? fault.Refuse : 429) is { } status)
        {
            return LineError.Of(status, LineError.ForStatus(status));
        }
        var token = Issue(account, clock.GetUtcNow() + life);
        return Results.Json(new { token_type = "Bearer", access_token = token, expires_in = (int)life.TotalSeconds - 1 });
    }

    private IResult Verify(string? token)
    {
        var (account, expires) = Find(token ?? "");
        if (account is null)
        {
            return Refuse("invalid_request", "access token expired");
        }
        var left = expires is { } at ? (long)(at - clock.GetUtcNow()).TotalSeconds : 31_536_000;
        return Results.Json(new { client_id = account.ChannelId, expires_in = left, scope = "profile chat_message.write" });
    }

    private (LineAccount? Account, DateTimeOffset? Expires) Find(string token)
    {
        foreach (var account in simulation.Accounts)
        {
            if (Same(token, account.AccessToken))
            {
                return (account, null);
            }
        }
        var parts = token.Split('.');
        if (parts.Length != 4 || parts[0] != "sim" || !long.TryParse(parts[2], out var seconds) || simulation.ByChannel(parts[1]) is not { } owner)
        {
            return (null, null);
        }
        var expires = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, 253402300799));
        return Same(token, Issue(owner, expires)) && expires > clock.GetUtcNow() ? (owner, expires) : (null, null);
    }

    private static string Issue(LineAccount account, DateTimeOffset expires)
    {
        var claims = $"sim.{account.ChannelId}.{expires.ToUnixTimeSeconds()}";
        var seal = HMACSHA256.HashData(Encoding.UTF8.GetBytes(account.ChannelSecret), Encoding.UTF8.GetBytes(claims));
        return $"{claims}.{Base64Url.EncodeToString(seal)}";
    }

    private static async Task<IFormCollection?> FormAsync(HttpContext http, CancellationToken cancellation) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(cancellation) : null;

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static IResult Refuse(string error, string description) =>
        Results.Json(new { error, error_description = description }, statusCode: 400);
}
