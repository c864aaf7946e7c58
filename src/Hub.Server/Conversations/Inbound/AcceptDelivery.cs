using System.Buffers;
using Hub.Channels;
using Hub.Server.Conversations.Forwarding;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Telemetry;
using Hub.Server.Platform.Web;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace Hub.Server.Conversations.Inbound;

/// <summary>
/// The one door in. Raw bytes are authenticated by the adapter and stored; only then comes the 2xx. Nothing is parsed before, nothing can be lost after.
/// </summary>
internal static partial class AcceptDelivery
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/webhooks/{provider}/{accountKey}/{part?}", HandleAsync).WithName("AcceptDelivery")
            .AuthenticatesItself("The channel adapter verifies the provider's signature on the raw body.")
            .ExcludeFromDescription();

    private static async Task<IResult> HandleAsync(
        string provider, string accountKey, string? part, HttpContext context, ChannelAccounts accounts, DeliveryWriter writer, InboundQueue queue, ForwardQueue forwards, HubOptions options,
        HubTelemetry telemetry, ILogger<DeliveryWriter> logger, CancellationToken cancellationToken)
    {
        var startedAt = System.Diagnostics.Stopwatch.GetTimestamp();
        var account = await accounts.ByWebhookAsync(provider, accountKey, part ?? "", cancellationToken);
        if (account is not { Active: true })
        {
            return Problem.Of(404, "not_found");
        }

        var channel = account.Account.Channel;

        var body = await ReadBodyAsync(context.Request, accounts.Adapter(channel).MaxBodyBytes, cancellationToken);
        if (body is null)
        {
            return Problem.Of(413, "too_large");
        }

        var adapter = accounts.Adapter(channel);
        var outcome = adapter.Authenticate(account.Account, new InboundRequest(new HeaderView(context.Request.Headers), PublicUrl(context, options), body));
        if (!outcome.Accepted)
        {
            Log.Refused(logger, account.Account.Key, outcome.Reason ?? "refused");
            telemetry.Refused.Add(1, new("channel", channel), new("reason", "not_authentic"));
            return Problem.Of(401, "not_authentic");
        }

        if (queue.IsFull)
        {
            context.Response.Headers.RetryAfter = "5";
            return Problem.Of(503, "busy");
        }

        try
        {
            // Not the request's token: a provider that hangs up now may still be told the truth when it asks again.
            if (await writer.StoreAsync(account.Account.Id, outcome.DeliveryKey, outcome.Stored ?? body, CancellationToken.None))
            {
                await forwards.KeepAsync(account, adapter, context.Request.Headers, body);
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or IOException)
        {
            Log.NotStored(logger, account.Account.Key, exception);
            context.Response.Headers.RetryAfter = "5";
            return Problem.Of(503, "not_stored");
        }

        telemetry.IngestAck.Record(System.Diagnostics.Stopwatch.GetElapsedTime(startedAt).TotalSeconds, new KeyValuePair<string, object?>("channel", channel));
        return adapter.AnswerTo(part ?? "") is { } answer ? TypedResults.Text(answer.Body, answer.ContentType) : TypedResults.Ok();
    }

    /// <summary>
    /// As the provider has called it: the hub's configured address, then path and query byte by byte as they came. The request's Host is whatever somebody
    /// wrote there.
    /// </summary>
    private static string PublicUrl(HttpContext context, HubOptions options)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return options.PublicUrl?.GetLeftPart(UriPartial.Authority) + (target is ['/', ..] ? target : context.Request.Path + context.Request.QueryString);
    }

    /// <summary>The body, or null when it is larger than allowed; a declared length over the limit is refused before a byte is read.</summary>
    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size && size.MaxRequestBodySize < maxBytes)
        {
            size.MaxRequestBodySize = maxBytes + 1L;
        }

        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Headers as the adapters see them, without copying.</summary>
    private sealed class HeaderView(IHeaderDictionary headers) : IReadOnlyDictionary<string, string>
    {
        public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

        public IEnumerable<string> Keys => headers.Keys;

        public IEnumerable<string> Values => headers.Values.Select(value => value.FirstOrDefault() ?? "");

        public int Count => headers.Count;

        public bool ContainsKey(string key) => headers.ContainsKey(key);

        public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out string value)
        {
            value = headers.TryGetValue(key, out var values) ? values.FirstOrDefault() : null;
            return value is not null;
        }

        public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
            headers.Select(header => KeyValuePair.Create(header.Key, header.Value.FirstOrDefault() ?? "")).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "A delivery for {AccountKey} was refused: {Reason}")]
        public static partial void Refused(ILogger logger, string accountKey, string reason);

        [LoggerMessage(4002, LogLevel.Error, "A delivery for {AccountKey} could not be stored; the provider was told to try again")]
        public static partial void NotStored(ILogger logger, string accountKey, Exception exception);
    }
}
