using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Channels.Telegram;

/// <summary>An answer read to its end, or the fault instead of one.</summary>
/// <param name="Configured">False when the account has no usable token, so that no call was made.</param>
internal sealed record TelegramAnswer(CallFault Fault, HttpStatusCode Status = default, ReadOnlyMemory<byte> Body = default, TimeSpan? RetryAfter = null, bool Configured = true)
{
    internal bool Succeeded => Configured && Fault == CallFault.None && (int)Status is >= 200 and < 300;

    /// <summary>Why it failed in Telegram's words, which name neither the customer nor the text; null where there are none.</summary>
    internal string? Description => Read(static root => root.Text("description"));

    /// <summary>Something of the answer; null when it cannot be read.</summary>
    internal T? Read<T>(Func<JsonElement, T?> read)
    {
        try
        {
            using var document = JsonReading.Parse(Body);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>Never the body, which may hold messages.</summary>
    public override string ToString() => $"TelegramAnswer {(int)Status}";
}

/// <summary>Calls the Bot API. Its addresses hold the token: nothing here prints or keeps one.</summary>
internal sealed class TelegramApi(HttpClient http, TimeProvider time)
{
    /// <summary>A hundred updates of the longest kind.</summary>
    internal const int MaxAnswerBytes = 8 * 1024 * 1024;

    internal Task<TelegramAnswer> CallAsync(ChannelAccount account, string method, object parameters, TimeSpan limit, CancellationToken cancellationToken) =>
        CallAsync(account, method, () => new StringContent(JsonSerializer.Serialize(parameters), Encoding.UTF8, "application/json"), limit, cancellationToken);

    internal async Task<TelegramAnswer> CallAsync(ChannelAccount account, string method, Func<HttpContent> content, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(limit, time, cancellationToken);
        if (TelegramAddress.Method(account, method) is not { } address)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new TelegramAnswer(CallFault.None, Configured: false);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content() };
        var (fault, response) = await ProviderHttp.TrySendAsync(http, request, deadline);
        if (response is null)
        {
            return new TelegramAnswer(fault);
        }

        using (response)
        {
            var body = ReadOnlyMemory<byte>.Empty;
            try
            {
                body = await ProviderHttp.ReadBoundedAsync(response, deadline.Token, MaxAnswerBytes);
            }
            catch (Exception e) when (deadline.IsNetworkFault(e))
            {
                // The status line has said what happened; without the body only details are missing.
            }

            var answer = new TelegramAnswer(CallFault.None, response.StatusCode, body, ProviderHttp.RetryAfter(response, time));
            return answer.Read(static root => root.Child("parameters")?.Whole("retry_after")) is { } seconds
                ? answer with { RetryAfter = TimeSpan.FromSeconds(Math.Clamp(seconds, 1, 3600)) }
                : answer;
        }
    }

    /// <summary>Fetches bytes; the caller disposes the response.</summary>
    internal Task<(CallFault Fault, HttpResponseMessage? Response)> OpenAsync(HttpRequestMessage request, Deadline deadline) => ProviderHttp.TrySendAsync(http, request, deadline);

    /// <summary>The stable code of an answer that is no success.</summary>
    internal static string Code(TelegramAnswer answer) => answer switch
    {
        { Configured: false } => "not_configured",
        { Fault: not CallFault.None } => answer.Fault.Code(),
        // A wrong token is an unknown path to Telegram.
        { Status: HttpStatusCode.Unauthorized or HttpStatusCode.NotFound } => "unauthorized",
        { Status: HttpStatusCode.TooManyRequests } => "rate_limited",
        { Succeeded: true } => "bad_answer",
        _ => $"http_{(int)answer.Status}",
    };
}
