using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Hub.Server.Platform.Web;

/// <summary>The API's OpenAPI document, at <c>/openapi/v1.json</c> for whoever is signed in and committed as docs/openapi.json; the desk's types come from it.</summary>
internal static class ApiDescription
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.CreateSchemaReferenceId = Name;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "CrmHub", Version = "v1" };
            document.Servers = [];
            return Task.CompletedTask;
        });
    });

    /// <summary>A use case's own types carry its name: the Request of AssignConversation is AssignConversationRequest.</summary>
    private static string? Name(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        return name is not null && type.Type is { IsNested: true, DeclaringType: { } owner } && !name.StartsWith(owner.Name, StringComparison.Ordinal) ? owner.Name + name : name;
    }
}
