using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace Hub.Server.Tests;

/// <summary>Which module may use which. A module uses another's facades, facts and ids; its tables and endpoints stay its own.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Platform"] = [],
        ["Identity"] = ["Platform"],
        ["Integrations"] = ["Platform", "Identity"],
        ["Customers"] = ["Platform", "Identity", "Integrations"],
        ["Conversations"] = ["Platform", "Identity", "Integrations", "Customers"],
        ["Automation"] = ["Platform", "Identity", "Integrations", "Customers", "Conversations"],
        ["Knowledge"] = ["Platform", "Identity", "Integrations", "Customers", "Conversations"],
        ["Backup"] = ["Platform", "Identity", "Conversations"],
        ["Demo"] = ["Platform", "Identity", "Integrations", "Customers", "Conversations"],
    };

    [Fact]
    public void Modules_use_only_the_modules_they_may()
    {
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(ServerFolder(), "*.cs", SearchOption.AllDirectories))
        {
            var module = Path.GetRelativePath(ServerFolder(), file).Split(Path.DirectorySeparatorChar)[0];
            if (!Allowed.TryGetValue(module, out var allowed))
            {
                continue; // obj, bin, and the files that put the server together
            }

            foreach (Match use in ModuleName().Matches(File.ReadAllText(file)))
            {
                var used = use.Groups[1].Value;
                if (used != module && Allowed.ContainsKey(used) && !allowed.Contains(used))
                {
                    wrong.Add($"{Path.GetRelativePath(ServerFolder(), file)} uses {used}");
                }
            }
        }

        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Every_module_folder_is_in_the_table()
    {
        var folders = Directory.EnumerateDirectories(ServerFolder()).Select(Path.GetFileName).Where(name => char.IsUpper(name![0]) && name != "Properties");
        Assert.Equal(Allowed.Keys.Order(), folders.Order());
    }

    [Fact]
    public void Channels_know_nothing_of_the_server_the_database_or_the_web_host()
    {
        var references = typeof(Hub.Channels.IChannelAdapter).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!);
        Assert.DoesNotContain(references, name => name.StartsWith("Hub.Server", StringComparison.Ordinal) || name.StartsWith("Npgsql", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void The_server_does_not_know_the_simulator() =>
        Assert.DoesNotContain(typeof(HubApplication).Assembly.GetReferencedAssemblies(), assembly => assembly.Name == "Hub.Simulator");

    [Fact]
    public void No_channel_is_named_outside_its_adapter_its_own_module_and_the_demo()
    {
        var files = Directory.EnumerateFiles(ServerFolder(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !file.Contains($"{Path.DirectorySeparatorChar}WebChat{Path.DirectorySeparatorChar}")
                && !file.Contains($"{Path.DirectorySeparatorChar}Demo{Path.DirectorySeparatorChar}"));
        Assert.Empty(files.Where(file => ChannelLiteral().IsMatch(File.ReadAllText(file))).Select(file => Path.GetRelativePath(ServerFolder(), file)));
    }

    /// <summary>An early end of the comparison would tell a forger how far they have come.</summary>
    [Fact]
    public void WH3_whatever_computes_a_signature_compares_it_in_fixed_time()
    {
        var signing = Directory.EnumerateFiles(Path.Combine(ServerFolder(), ".."), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !file.Contains("Hub.Simulator"))
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file))).Where(file => file.Text.Contains("HMACSHA", StringComparison.Ordinal)).ToList();
        Assert.Contains(signing, file => file.Name == "LineSignature.cs");
        Assert.Empty(signing.Where(file => EarlyComparison().IsMatch(file.Text)).Select(file => file.Name));
        Assert.Empty(signing.Where(file => file.Name.EndsWith("Signature.cs", StringComparison.Ordinal) && !file.Text.Contains("FixedTimeEquals", StringComparison.Ordinal)).Select(file => file.Name));
    }

    [Fact]
    public void What_the_architecture_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(ServerFolder(), "..", "..", "docs", "architecture.md"));
        var names = NamedInPage().Matches(page).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Contains("Inbound/AcceptDelivery", names);
        string[] folders = [ServerFolder(), Path.Combine(ServerFolder(), "Conversations")];
        Assert.DoesNotContain(names, name => !folders.Any(folder => File.Exists(Path.Combine(folder, name + ".cs")) || Directory.Exists(Path.Combine(folder, name))));
    }

    /// <summary>The compiler's rules of style would say it in the build as well, and take a third of all analysis for it.</summary>
    [Fact]
    public void Namespaces_belong_to_the_file()
    {
        string[] roots = [Path.Combine(ServerFolder(), ".."), Path.Combine(ServerFolder(), "..", "..", "tests")];
        var files = roots.SelectMany(root => Directory.EnumerateFiles(root, "*.cs", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !file.Contains("node_modules", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, file => file.EndsWith("ArchitectureTests.cs", StringComparison.Ordinal));
        Assert.DoesNotContain(files, file => BlockNamespace().IsMatch(File.ReadAllText(file)));
    }

    private static string ServerFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "src", "Hub.Server");
    }

    [GeneratedRegex(@"Hub\.Server\.([A-Z][A-Za-z]+)\b")]
    private static partial Regex ModuleName();

    [GeneratedRegex("`([A-Z][A-Za-z]+(?:/[A-Z][A-Za-z]+)*)`")]
    private static partial Regex NamedInPage();

    [GeneratedRegex(@"^namespace [\w.]+\s*(?:\{|$)", RegexOptions.Multiline)]
    private static partial Regex BlockNamespace();

    [GeneratedRegex(@"SequenceEqual\(|\b(?:signature|expected|mac|digest|given)\b\s*[!=]=\s*(?!null)|[!=]=\s*(?:signature|expected|mac|digest|given)\b|\b(?:signature|expected|mac|digest)\.Equals\(", RegexOptions.IgnoreCase)]
    private static partial Regex EarlyComparison();

    [GeneratedRegex("\"(line|webchat|sms|telegram)\"")]
    private static partial Regex ChannelLiteral();
}
