using Microsoft.OpenApi;

namespace Hub.Server.Platform.Web;

/// <summary>The API's OpenAPI document, at <c>/openapi/v1.json</c> for whoever is signed in and committed as docs/openapi.json; the desk's types come from it.</summary>
internal static class ApiDescription
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo { Title = "CrmHub", Version = "v1" };
        document.Servers = [];
        return Task.CompletedTask;
    }));
}
