using Microsoft.Playwright;
using Xunit;

namespace Hub.Desk.Tests.Hosts;

/// <summary>axe-core, from the packages of the desk.</summary>
internal static class Axe
{
    /// <summary>What it complains about in one frame.</summary>
    public static async Task<string[]> FindingsAsync(IFrame frame)
    {
        await frame.EvaluateAsync(await File.ReadAllTextAsync(Packages.File("axe-core/axe.min.js"), TestContext.Current.CancellationToken));
        return await frame.EvaluateAsync<string[]>("""
            async () => {
              const result = await axe.run({ iframes: false });
              if (result.passes.length === 0) return ['axe looked at nothing'];
              return result.violations.map((violation) => `${violation.id} (${violation.impact}): ${violation.nodes[0].html}`);
            }
            """);
    }
}

/// <summary>The npm packages the repository has anyway.</summary>
internal static class Packages
{
    public static string File(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "node_modules", name) is var file && System.IO.File.Exists(file))
            {
                return file;
            }
        }

        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"{name} is not there: run npm ci.");
        throw new FileNotFoundException($"{name} is not there: run npm ci.");
    }
}
