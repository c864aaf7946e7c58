using System.Text.Json.Nodes;
using Hub.Simulator.State;

namespace Hub.Simulator.Line;

/// <summary>LINE's error body <c>{message, details?, sentMessages?}</c> with LINE's own texts.</summary>
internal static class LineError
{
    public const string InvalidReplyToken = "Invalid reply token";
    public const string NotDelivered = "Failed to send messages";
    public const string MonthlyLimit = "You have reached your monthly limit.";
    public const string RateLimit = "The API rate limit has been exceeded. Try again later.";
    public const string Concurrency = "The API concurrency limit has been exceeded. Try again later.";
    public const string NotFound = "Not found";
    public const string AcceptedBefore = "The retry key is already accepted";
    public const string Unauthorized =
        "Authentication failed due to the following reason: invalid token. Confirm that the access token in the authorization header is valid.";

    public static IResult Of(int status, string message, IReadOnlyList<Detail>? details = null, JsonArray? sentMessages = null) =>
        Results.Json(new Body(message, details is { Count: > 0 } ? details : null, sentMessages is { Count: > 0 } ? sentMessages : null), Json.Wire, statusCode: status);

    public static IResult Property(string name) => Of(400, $"The property, '{name}', in the request body is invalid (line: -, column: -)");

    public static IResult Invalid(IReadOnlyList<Detail> details) => Of(400, $"The request body has {details.Count} error(s)", details);

    public static string ForStatus(int status) => status switch
    {
        400 => "Bad request",
        401 => Unauthorized,
        403 => "Access to this API is not available for your account",
        404 => NotFound,
        429 => RateLimit,
        503 => "Service unavailable",
        _ => "Internal server error",
    };

    internal sealed record Detail(string Message, string Property);

    private sealed record Body(string Message, IReadOnlyList<Detail>? Details, JsonArray? SentMessages);
}
