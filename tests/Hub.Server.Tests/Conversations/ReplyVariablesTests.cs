using Hub.Server.Conversations;
using Xunit;

namespace Hub.Server.Tests.Conversations;

public sealed class ReplyVariablesTests
{
    private static readonly Dictionary<string, string?> Values = new() { ["customer.name"] = "山田 花子", ["conversation.number"] = "1024", ["customer.kana"] = "" };

    [Theory]
    [InlineData("{{customer.name}} 様", "山田 花子 様", "")]
    [InlineData("{{ Customer.Name }}様、受付番号は{{conversation.number}}です。", "山田 花子様、受付番号は1024です。", "")]
    [InlineData("｛｛customer.name｝｝さん", "山田 花子さん", "")]
    [InlineData("{{customer.kana}} {{order.number}} {{order.number}}", "{{customer.kana}} {{order.number}} {{order.number}}", "customer.kana order.number")]
    [InlineData("{{something}} and { {customer.name} }", "{{something}} and { {customer.name} }", "")]
    public void What_has_a_value_is_filled_in_and_the_rest_stays(string template, string text, string empty)
    {
        var rendered = ReplyVariables.Render(template, Values);
        Assert.Equal(text, rendered.Text);
        Assert.Equal(empty, string.Join(' ', rendered.Empty));
    }

    [Theory]
    [InlineData("花子さん", "{{customer.name}}様", "花子様")]
    [InlineData("花子ちゃん", "{{customer.name}} さん", "花子 さん")]
    [InlineData("花子さん", "{{customer.name}}からのご注文", "花子さんからのご注文")]
    [InlineData("さん", "{{customer.name}}様", "さん様")]
    public void Nobody_is_addressed_with_two_honorifics(string name, string template, string text) =>
        Assert.Equal(text, ReplyVariables.Render(template, new Dictionary<string, string?> { ["customer.name"] = name }).Text);

    /// <summary>The desk marks what the server refuses; a variable known to one of them only would surprise somebody.</summary>
    [Fact]
    public void The_desk_knows_the_same_variables()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "CrmHub.sln")))
        {
            folder = folder.Parent;
        }

        var desk = File.ReadAllText(Path.Combine(folder.FullName, "src/Hub.Agent/src/features/thread/canned/slash.ts"));
        var names = desk.Split("new Set([")[1].Split("])")[0].Split(',').Select(name => name.Trim(' ', '\''));
        Assert.Equal(ReplyVariables.ForAgents.Union(ReplyVariables.ForAutomatic).Select(name => name.ToLowerInvariant()).Order(), names.Order());
    }

    [Fact]
    public void A_value_that_looks_like_a_variable_is_not_filled_in_again() =>
        Assert.Equal("{{agent.name}}", ReplyVariables.Render("{{customer.name}}", new Dictionary<string, string?> { ["customer.name"] = "{{agent.name}}", ["agent.name"] = "x" }).Text);

    [Theory]
    [InlineData("Your order {{order.number}} left.", "order.number")]
    [InlineData("ご注文｛｛order.number｝｝", "order.number")]
    [InlineData("{{ ORDER.TOTAL }}", "order.total")]
    [InlineData("{{mustache}} {customer.name}", null)]
    [InlineData(null, null)]
    public void A_text_with_an_empty_variable_is_known(string? text, string? variable) => Assert.Equal(variable, ReplyVariables.FirstIn(text));
}
