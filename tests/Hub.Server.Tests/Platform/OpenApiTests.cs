using System.Net;
using Hub.Server.Tests.Identity;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class OpenApiTests(RunningHub hub) : IClassFixture<RunningHub>
{
    /// <summary>To accept a change: run the tests with UPDATE_OPENAPI=1 and commit docs/openapi.json.</summary>
    [Fact]
    public async Task The_committed_description_is_what_the_server_says()
    {
        using var admin = await hub.SignedInAsync("admin");
        var served = (await admin.SendAsync("GET", "/openapi/v1.json")).Is(HttpStatusCode.OK).Text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        var file = Path.Combine(RepositoryRoot(), "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(file, served);
        }

        Assert.Equal(await File.ReadAllTextAsync(file), served);
    }

    [Fact]
    public async Task HD10_The_description_is_for_people_who_are_signed_in()
    {
        using var stranger = hub.Browser();
        (await stranger.SendAsync("GET", "/openapi/v1.json")).Is(HttpStatusCode.Unauthorized, "not_signed_in");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
