using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Server.Identity;

/// <summary>Problem details (RFC 9457) with the stable <c>code</c> that clients translate.</summary>
internal static class Problem
{
    public static ProblemHttpResult Of(int status, string code, string? detail = null) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static ProblemHttpResult NotFound() => Of(StatusCodes.Status404NotFound, "not_found");

    /// <summary>Input that cannot be accepted: per field, codes such as <c>required</c>.</summary>
    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors, int status = StatusCodes.Status400BadRequest, string code = "invalid") =>
        TypedResults.Problem(new HttpValidationProblemDetails(errors) { Status = status, Title = null, Extensions = { ["code"] = code } });
}
