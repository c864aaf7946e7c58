using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace Hub.Server.Identity;

/// <summary>
/// One's own second step under <c>/api/session/second-step</c>: begin (the password again, then a QR code), confirm with a first code, new recovery codes,
/// off. Open also to those who must set one up before anything else.
/// </summary>
internal static partial class OwnSecondStep
{
    private const string Issuer = "CrmHub";

    public static void Map(RouteGroupBuilder api)
    {
        var own = api.MapGroup("/session/second-step");
        own.MapPost("/", BeginAsync).RequireSession().OpenBeforeSecondStep().WithName("BeginSecondStep");
        own.MapPut("/", ConfirmAsync).RequireSession().OpenBeforeSecondStep().WithName("ConfirmSecondStep");
        own.MapPost("/recovery-codes", RenewAsync).RequireSession().WithName("RenewRecoveryCodes");
        own.MapPost("/off", OffAsync).RequireSession().WithName("EndSecondStep");
    }

    private static async Task<Results<Ok<Setup>, ProblemHttpResult>> BeginAsync(
        PasswordRequest request, CurrentAgent agent, OwnPassword password, SecondStep codes, HttpContext context, CancellationToken cancellationToken)
    {
        if (await password.RefusalAsync(agent, request.Password, context, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var secret = await codes.BeginAsync(agent.Id, cancellationToken);
        var uri = Totp.Uri(secret, Issuer, agent.Email);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Setup(secret, uri, Qr(uri)));
    }

    private static async Task<Results<Ok<Codes>, ProblemHttpResult>> ConfirmAsync(
        CodeRequest request, CurrentAgent agent, SecondStep codes, AccessChanges changes, HttpResponse response, ILogger<SecondStep> logger, CancellationToken cancellationToken)
    {
        if (await codes.ConfirmAsync(agent, request.Code ?? "", cancellationToken) is not { } recovery)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["code"] = ["wrong"] }, code: "invalid_code");
        }

        changes.Announce(agent.Id);
        Log.Changed(logger, agent.Id, true);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Codes(recovery));
    }

    private static async Task<Results<Ok<Codes>, ProblemHttpResult>> RenewAsync(
        PasswordRequest request, CurrentAgent agent, OwnPassword password, SecondStep codes, HubDbContext db, HttpContext context, CancellationToken cancellationToken)
    {
        if (await password.RefusalAsync(agent, request.Password, context, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (!await db.Set<Agent>().AnyAsync(row => row.Id == agent.Id && row.TotpSecret != null, cancellationToken))
        {
            return Problem.Of(StatusCodes.Status409Conflict, "no_second_step");
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Codes(await codes.NewRecoveryCodesAsync(agent, cancellationToken)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> OffAsync(
        PasswordRequest request, CurrentAgent agent, OwnPassword password, SecondStep codes, AccessChanges changes, HubDbContext db, HttpContext context, ILogger<SecondStep> logger,
        CancellationToken cancellationToken)
    {
        if (await password.RefusalAsync(agent, request.Password, context, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await db.Set<Agent>().AnyAsync(row => row.Id == agent.Id && (row.Role!.RequireCode || row.Grants.Any(grant => grant.Role.RequireCode)), cancellationToken))
        {
            return Problem.Of(StatusCodes.Status409Conflict, "second_step_required");
        }

        await codes.RemoveAsync(agent.Id, agent, cancellationToken);
        changes.Announce(agent.Id);
        Log.Changed(logger, agent.Id, false);
        return TypedResults.NoContent();
    }

    /// <summary>The dark squares as one path of an SVG, without the quiet zone.</summary>
    private static QrPicture Qr(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        const int quiet = 4;
        var size = data.ModuleMatrix.Count - (2 * quiet);
        var squares = from y in Enumerable.Range(0, size)
                      from x in Enumerable.Range(0, size)
                      where data.ModuleMatrix[y + quiet][x + quiet]
                      select $"M{x} {y}h1v1h-1z";
        return new QrPicture(size, string.Concat(squares));
    }

    internal sealed record PasswordRequest(string? Password);

    internal sealed record CodeRequest(string? Code);

    internal sealed record QrPicture(int Size, string Path);

    internal sealed record Setup(string Secret, string Uri, QrPicture Qr)
    {
        public override string ToString() => "a new secret";
    }

    internal sealed record Codes(IReadOnlyList<string> RecoveryCodes)
    {
        public override string ToString() => "recovery codes";
    }

    private static partial class Log
    {
        [LoggerMessage(2060, LogLevel.Information, "Agent {AgentId} changed their second step: {On}")]
        public static partial void Changed(ILogger logger, Guid agentId, bool on);
    }
}
