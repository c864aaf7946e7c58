using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Channels;

/// <summary>
/// Reads providers' JSON. Absent, null and wrongly typed optional members are the same thing; a required one that is missing is a
/// <see cref="FormatException"/> that names the member and never quotes its value.
/// </summary>
internal static class JsonReading
{
    internal const int MaxDepth = 64;
    private const int MaxIdLength = 128;
    private const int MaxNameLength = 256;

    /// <summary>Parses a whole body. Duplicate members are tolerated (the last one counts), a byte-order mark too.</summary>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException e)
        {
            // The parser's own message quotes the offending character, which may be a customer's.
            throw new FormatException($"The body is not JSON of at most {MaxDepth} levels (line {e.LineNumber}, byte {e.BytePositionInLine}).");
        }
    }

    internal static JsonElement? Child(this JsonElement element, string name, JsonValueKind kind = JsonValueKind.Object) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    internal static JsonElement RequiredChild(this JsonElement element, string name) =>
        element.Child(name) ?? throw new FormatException($"'{name}' is missing or no object.");

    /// <summary>A string or null. NUL becomes U+FFFD, because PostgreSQL's text cannot hold it.</summary>
    internal static string? Text(this JsonElement element, string name) =>
        element.Child(name, JsonValueKind.String)?.GetString()?.WithoutNul();

    internal static string WithoutNul(this string text) => text.Replace('\0', '\uFFFD');

    internal static string RequiredText(this JsonElement element, string name) =>
        element.Text(name) ?? throw new FormatException($"'{name}' is missing or no string.");

    /// <summary>An identifier: 1 to 128 printable ASCII characters, so that it fits an index and a URL; else null.</summary>
    internal static string? Id(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 and <= MaxIdLength } id && id.All(c => c is > ' ' and <= '~') ? id : null;

    internal static string RequiredId(this JsonElement element, string name) =>
        element.Id(name) ?? throw new FormatException($"'{name}' is missing or no identifier.");

    /// <summary>A name that somebody else has chosen, in any script: 1 to 256 characters without control characters.</summary>
    internal static string? Name(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 and <= MaxNameLength } text && !text.Any(char.IsControl) ? text : null;

    internal static long? Whole(this JsonElement element, string name) =>
        element.Child(name, JsonValueKind.Number) is { } number && number.TryGetInt64(out var value) ? value : null;

    internal static double RequiredFinite(this JsonElement element, string name) =>
        element.Child(name, JsonValueKind.Number) is { } number && number.TryGetDouble(out var value) && double.IsFinite(value)
            ? value
            : throw new FormatException($"'{name}' is missing or no number.");

    internal static bool? Flag(this JsonElement element, string name) =>
        element.Child(name, JsonValueKind.True) is not null ? true : element.Child(name, JsonValueKind.False) is not null ? false : null;

    /// <summary>The element as it was received; bytes that are no UTF-8 are replaced instead of refused, so that anything can be parked.</summary>
    internal static string Raw(this JsonElement element) => Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element));

    /// <summary>The name of an event that has none: the same bytes are the same event.</summary>
    internal static string Fingerprint(JsonElement element) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(element)));

    /// <summary>What can be said of an element that could not be read as a whole.</summary>
    internal static T? Try<T>(JsonElement element, Func<JsonElement, T?> read)
    {
        try
        {
            return read(element);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>The array a body consists of.</summary>
    internal static JsonElement RequiredArray(JsonElement root, string name)
    {
        try
        {
            return root.Child(name, JsonValueKind.Array) ?? throw new FormatException($"'{name}' is missing or no array.");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("A member name of the body is no valid Unicode.");
        }
    }
}
