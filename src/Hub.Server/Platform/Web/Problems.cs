using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace Hub.Server.Platform.Web;

/// <summary>Errors leave as problem details with a stable <c>code</c>; what a use case answers itself keeps its own code.</summary>
internal static partial class Problems
{
    public const string Code = "code";

    public static void Add(IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd(Code, CodeFor(context.ProblemDetails.Status ?? context.HttpContext.Response.StatusCode)));
        services.AddExceptionHandler<UnhandledErrors>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
    }

    public static void Use(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    public static async Task WriteAsync(HttpContext context, int status, string? code = null)
    {
        context.Response.StatusCode = status;
        var problem = new ProblemDetailsContext { HttpContext = context };
        problem.ProblemDetails.Status = status;
        if (code is not null)
        {
            problem.ProblemDetails.Extensions[Code] = code;
        }

        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(problem);
    }

    private static string CodeFor(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "bad_request",
        StatusCodes.Status401Unauthorized => "not_signed_in",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status408RequestTimeout => "too_slow",
        StatusCodes.Status409Conflict => "conflict",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status422UnprocessableEntity => "invalid",
        StatusCodes.Status429TooManyRequests => "slow_down",
        StatusCodes.Status503ServiceUnavailable => "unavailable",
        _ => status >= 500 ? "internal_error" : "refused",
    };

    private sealed partial class UnhandledErrors(ILogger<UnhandledErrors> logger) : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
        {
            var status = exception switch
            {
                BadHttpRequestException bad => bad.StatusCode,
                // PostgreSQL holds no zero character; who sends one has made no error of ours.
                PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } => StatusCodes.Status400BadRequest,
                OperationCanceledException when context.RequestAborted.IsCancellationRequested => StatusCodes.Status499ClientClosedRequest,
                _ when DatabaseIsAway(exception) => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status500InternalServerError,
            };
            if (status == StatusCodes.Status503ServiceUnavailable)
            {
                context.Response.Headers.RetryAfter = "2";
            }

            if (status >= 500)
            {
                // The route's pattern, not its path: a path can hold what somebody typed.
                Log.Failed(logger, context.Request.Method, (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText, status, exception);
            }

            await WriteAsync(context, status);
            return true;
        }

        /// <summary>Connection lost, refused or not to be had in time: trying again later helps. Anything the server answered to a statement is our error.</summary>
        private static bool DatabaseIsAway(Exception? exception)
        {
            for (; exception is not null; exception = exception.InnerException)
            {
                switch (exception)
                {
                    case PostgresException postgres:
                        return postgres.SqlState.StartsWith("57P", StringComparison.Ordinal) || postgres.SqlState.StartsWith("53", StringComparison.Ordinal) || postgres.SqlState.StartsWith("08", StringComparison.Ordinal);
                    case NpgsqlException:
                        return true;
                }
            }

            return false;
        }

        private static partial class Log
        {
            [LoggerMessage(1501, LogLevel.Error, "{Method} {Route} failed with {Status}")]
            public static partial void Failed(ILogger logger, string method, string? route, int status, Exception exception);
        }
    }
}
