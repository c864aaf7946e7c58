using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Hub.Simulator.Telegram;

/// <summary>A file that was sent along.</summary>
internal sealed record TelegramFile(string Name, string? ContentType, byte[] Bytes);

/// <summary>A call's parameters, in whichever of the four ways they came: query, form, multipart or JSON.</summary>
internal sealed partial class TelegramCall
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TelegramFile> files = new(StringComparer.Ordinal);

    public string? this[string name] => values.GetValueOrDefault(name);

    /// <summary>Sent under this name, or under the one that "attach://" names.</summary>
    public TelegramFile? File(string name) =>
        files.GetValueOrDefault(name) ?? Attached(this[name] ?? "");

    public TelegramFile? Attached(string media) => media.StartsWith("attach://", StringComparison.Ordinal) ? files.GetValueOrDefault(media["attach://".Length..]) : null;

    public static async Task<TelegramCall> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        var call = new TelegramCall();
        foreach (var (name, value) in request.Query)
        {
            call.values[name] = value.ToString();
        }
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType == "multipart/form-data" && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } boundary)
        {
            await call.ReadPartsAsync(new MultipartReader(boundary, request.Body), cancellation);
        }
        else if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancellation))
            {
                call.values[name] = value.ToString();
            }
        }
        else if (request.HasJsonContentType() && await JsonNode.ParseAsync(request.Body, cancellationToken: cancellation) is JsonObject json)
        {
            foreach (var (name, value) in json)
            {
                if (value is not null)
                {
                    call.values[name] = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
                }
            }
        }
        return call;
    }

    public long? Number(string name) => long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public double? Fraction(string name) => double.TryParse(this[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public JsonNode? Json(string name)
    {
        try
        {
            return this[name] is { Length: > 0 } text ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>As lenient as Telegram is: clients write the names of files in many ways.</summary>
    private async Task ReadPartsAsync(MultipartReader reader, CancellationToken cancellation)
    {
        while (await reader.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.ContentDisposition is not { } disposition || NameOf().Match(disposition) is not { Success: true } named)
            {
                continue;
            }
            using var bytes = new MemoryStream();
            await part.Body.CopyToAsync(bytes, cancellation);
            if (FileNameOf().Match(disposition) is { Success: true } file)
            {
                files[named.Groups[1].Value] = new TelegramFile(Uri.UnescapeDataString(file.Groups[1].Value), part.ContentType, bytes.ToArray());
            }
            else
            {
                values[named.Groups[1].Value] = Encoding.UTF8.GetString(bytes.ToArray());
            }
        }
    }

    [GeneratedRegex("(?:^|;)\\s*name=\"?([^\";]+)\"?", RegexOptions.IgnoreCase)]
    private static partial Regex NameOf();

    [GeneratedRegex("(?:^|;)\\s*filename=\"?([^\";]+)\"?", RegexOptions.IgnoreCase)]
    private static partial Regex FileNameOf();

    public static IResult Result(JsonNode? result) => Results.Json(new JsonObject { ["ok"] = true, ["result"] = result }, State.Json.Wire);

    public static IResult Error(int status, string description, JsonObject? parameters = null)
    {
        var answer = new JsonObject { ["ok"] = false, ["error_code"] = status, ["description"] = description };
        if (parameters is not null)
        {
            answer["parameters"] = parameters;
        }
        return Results.Json(answer, State.Json.Wire, statusCode: status);
    }
}
