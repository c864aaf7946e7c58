using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Simulator.Line;

/// <summary>Reads a JSON request body the way LINE does: JSON only, at most 2 MB.</summary>
internal static class LineBody
{
    private const int Limit = 2 * 1024 * 1024;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<(JsonObject Body, IResult? Refusal)> ReadAsync(HttpContext http, CancellationToken cancellation)
    {
        if (!http.Request.HasJsonContentType())
        {
            return ([], LineError.Of(415, $"The content type, '{http.Request.ContentType}', is not supported"));
        }
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, cancellation)) > 0)
        {
            if (buffer.Length + read > Limit)
            {
                return ([], LineError.Of(413, "Request body size exceeds the limit of 2MB"));
            }
            buffer.Write(chunk, 0, read);
        }
        try
        {
            buffer.Position = 0;
            if (await JsonNode.ParseAsync(buffer, documentOptions: Strict, cancellationToken: cancellation) is JsonObject body)
            {
                return (body, null);
            }
        }
        catch (JsonException error)
        {
            return ([], LineError.Of(400, $"The request body could not be parsed as JSON (line: {error.LineNumber + 1}, column: {error.BytePositionInLine + 1})"));
        }
        return ([], LineError.Of(400, "The request body could not be parsed as JSON (line: 1, column: 1)"));
    }
}
