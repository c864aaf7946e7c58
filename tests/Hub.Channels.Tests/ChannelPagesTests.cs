using System.Reflection;
using System.Text.RegularExpressions;
using Hub.Channels.Line;
using Hub.Channels.Twilio;
using Xunit;

namespace Hub.Channels.Tests;

/// <summary>What the channels' pages name exists, and what an adapter can say is on its page.</summary>
public sealed partial class ChannelPagesTests
{
    [Fact]
    public void Every_type_the_guide_names_exists()
    {
        var known = new[] { typeof(IChannelAdapter).Assembly, typeof(ChannelPagesTests).Assembly, typeof(TimeProvider).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t => t.Namespace is "System" || t.Namespace?.StartsWith("Hub.", StringComparison.Ordinal) == true)
            .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).Select(m => m.Name).Append(t.Name))
            .ToHashSet();

        var named = Identifier().Matches(Page("adding-a-channel.md")).Select(m => m.Groups[1].Value.Split('.')[^1]).ToHashSet();

        Assert.Contains("UnreadableEvent", named);
        Assert.Empty(named.Except(known).Except(["Channels", "Simulator"]));
    }

    [Fact]
    public void Every_code_LINE_can_lead_to_is_on_its_page()
    {
        var sources = Directory.GetFiles(Path.Combine(Root(), "src", "Hub.Channels", "Line"), "*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(s => Code().Matches(s)).Select(m => m.Groups[1].Value)
            .Concat(Enum.GetValues<LineFault>().Where(f => f != LineFault.None).Select(f => f.Code()))
            .ToHashSet();

        Assert.Contains("reply_token_invalid", codes);
        Assert.Contains("webhook_inactive", codes);
        // Not for people: it only leads from the free reply to a push.
        codes.Remove("reply_token_invalid");
        var page = Page("line.md");
        Assert.All(codes, code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_Twilio_can_lead_to_is_on_its_page()
    {
        var sources = Directory.GetFiles(Path.Combine(Root(), "src", "Hub.Channels", "Twilio"), "*.cs").Select(File.ReadAllText);
        var codes = sources.SelectMany(s => Code().Matches(s)).Select(m => m.Groups[1].Value).Concat(TwilioErrors.All.Values.Select(known => known.Code))
            .Concat(Enum.GetValues<CallFault>().Where(f => f != CallFault.None).Select(f => f.Code()))
            .ToHashSet();

        Assert.Contains("webhook_on_numbers", codes);
        Assert.Contains("opted_out", codes);
        var page = Page("sms.md");
        Assert.All(codes, code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_Telegram_can_lead_to_is_on_its_page()
    {
        var sources = Directory.GetFiles(Path.Combine(Root(), "src", "Hub.Channels", "Telegram"), "*.cs").Select(File.ReadAllText).ToList();
        var codes = sources.SelectMany(s => Code().Matches(s)).Select(m => m.Groups[1].Value)
            .Concat(sources.SelectMany(s => Listed().Matches(s)).Select(m => m.Groups[1].Value + m.Groups[2].Value))
            .Concat(Enum.GetValues<CallFault>().Where(f => f != CallFault.None).Select(f => f.Code()))
            .ToHashSet();

        Assert.Contains("webhook_set", codes);
        Assert.Contains("group_moved", codes);
        var page = Page("telegram.md");
        Assert.All(codes, code => Assert.Contains($"`{code}`", page, StringComparison.Ordinal));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Root(), "docs", "channels", name));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("`([A-Z][A-Za-z.]+)(?:\\(\\))?`")]
    private static partial Regex Identifier();

    [GeneratedRegex("(?:Rejected\\(|Retry\\(|AccountCheck\\((?:true|false), |Uncertain\\(|\\? )\"([a-z]+(?:_[a-z]+)+)\"")]
    private static partial Regex Code();

    [GeneratedRegex("\\(\"[^\"]+\", \"([a-z_]+)\", (?:true|false)\\)|PollOutcome\\(null, null, \"([a-z_]+)\"")]
    private static partial Regex Listed();
}
