using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Server.Platform;

/// <summary>The one JSON dialect: camelCase names, camelCase enums, in the API, in the database and in the live view.</summary>
internal static class HubJson
{
    public static JsonSerializerOptions Options { get; } = Create(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Create(JsonSerializerOptions options)
    {
        // PostgreSQL keeps objects with their members in an order of its own.
        options.AllowOutOfOrderMetadataProperties = true;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        return options;
    }
}
