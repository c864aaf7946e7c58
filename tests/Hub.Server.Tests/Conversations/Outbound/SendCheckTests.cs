using Hub.Server.Conversations.Outbound.Checks;
using Hub.Server.Demo.Texts;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>What must not be asked. A question that comes with ordinary texts is soon answered without reading.</summary>
public sealed class SendCheckTests
{
    private static readonly CustomerNames Suzuki = new("鈴木 花子", "スズキ ハナコ", "はなちゃん");

    [Theory]
    [InlineData("社内で確認いたしまして、明日ご連絡いたします。")]
    [InlineData("メモのご用意をお願いいたします。番号をお伝えします。")]
    [InlineData("公式アカウント @tsumugi をご登録ください。")]
    [InlineData("お客様のご都合のよい日時をお知らせください。")]
    [InlineData("お客様に伝わりやすいよう、写真をお送りします。")]
    [InlineData("サイズはXL、カラーは〇印のものをお選びください。")]
    [InlineData("XXLサイズもございます。")]
    [InlineData("【重要】年末年始の休業について、ご案内いたします。")]
    [InlineData("こんにちは！")]
    [InlineData("ありがとうございます。")]
    [InlineData("お世話になっております。本日発送いたしました。")]
    [InlineData("添付していただいたお写真を確認いたしました。")]
    [InlineData("お写真を添付のうえ、ご返信いただけますか。")]
    [InlineData("お荷物の伝票番号は 4412-3456-7890 です。")]
    [InlineData("お電話番号 03-1234-5678 までご連絡ください。")]
    [InlineData("注文番号は 4111111111111111 です。")]
    [InlineData("メインの商品は煎茶です。")]
    [InlineData("https://tsumugi.example/customers/guide をご覧ください。")]
    [InlineData("Thanks for the photo you attached, Emily.")]
    [InlineData("Please attach a photo of the parcel.")]
    [InlineData("OK")]
    [InlineData("I have noted your wish: no bags, one tin (100 g).")]
    public void An_ordinary_text_is_not_asked_about(string text) => Assert.Empty(SendChecks.Ask(new Outgoing
    {
        Text = text,
        LastInbound = "はい",
        Brand = "つむぎ茶舗",
        OtherBrands = ["つむぎ喫茶", "Main"],
        DeskAddress = "desk.tsumugi.example",
    }));

    [Theory]
    [InlineData("鈴木様、お待たせいたしました。")]
    [InlineData("鈴木花子様")]
    [InlineData("花子さん、こんにちは。")]
    [InlineData("はなちゃん様\nご連絡ありがとうございます。")]
    [InlineData("スズキ様、ありがとうございます。")]
    [InlineData("株式会社山川 鈴木様\nお世話になっております。")]
    [InlineData("お客様、お待たせいたしました。")]
    [InlineData("お疲れ様。")]
    [InlineData("たくさん、ありがとうございます。")]
    [InlineData("先日ご相談の件は田中さん、つまり店長が承ります。")]
    [InlineData("Dear Hanako,\nyour parcel is on its way.")]
    [InlineData("Hello there, how can I help?")]
    public void The_customers_own_name_in_any_shape_is_not_asked_about(string text) =>
        Assert.DoesNotContain(AddressedName.In(text), name => !AddressedName.CanMean(name, Suzuki));

    [Theory]
    [InlineData("田中様、お待たせいたしました。", "田中")]
    [InlineData("いつもありがとうございます。\n佐々木 健様\nご注文の件です。", "佐々木 健")]
    [InlineData("エミリー様、こんにちは。", null)]
    [InlineData("タナカ様、こんにちは。", "タナカ")]
    public void Another_name_is(string text, string? wrong) =>
        Assert.Equal(wrong, AddressedName.In(text).FirstOrDefault(name => !AddressedName.CanMean(name, new CustomerNames("鈴木 花子", wrong is "タナカ" ? "スズキ" : null, null))));

    [Fact]
    public void Where_only_a_nickname_is_known_nothing_is_asked() => Assert.True(AddressedName.CanMean("田中", new CustomerNames(null, null, "みさき🍵")));

    [Fact]
    public void Of_everything_the_demo_shop_writes_nothing_is_asked_about()
    {
        var dialogues = new[] { JapaneseDialogues.Orders, JapaneseDialogues.Subscriptions, JapaneseDialogues.Wholesale, CafeDialogues.Weeks, EnglishDialogues.Orders, EnglishDialogues.Subscriptions }.SelectMany(Dialogue.Read).ToList();
        var asked = new List<string>();
        var texts = 0;
        foreach (var dialogue in dialogues)
        {
            string? theirs = null;
            foreach (var step in dialogue.Steps)
            {
                var text = Fill(step.Text);
                if (step.Kind == StepKind.Customer)
                {
                    theirs = text;
                }
                else if (step.Kind == StepKind.Agent)
                {
                    texts++;
                    var message = new Outgoing { Text = text, LastInbound = theirs, Brand = "つむぎ茶舗", OtherBrands = ["つむぎ喫茶"], DeskAddress = "127.0.0.1:8080" };
                    asked.AddRange(SendChecks.Ask(message).Select(question => $"{question.Code}: {text}"));
                    asked.AddRange(AddressedName.In(text).Where(name => !AddressedName.CanMean(name, new CustomerNames("鈴木 花子", null, "Emily Watson"))).Select(name => $"wrong_name {name}: {text}"));
                    theirs = null;
                }
            }
        }

        Assert.True(texts > 100, $"only {texts} texts");
        Assert.Empty(asked);
    }

    private static string Fill(string text) => text.Replace("{name}", text.Any(character => character is >= 'ぁ' and <= 'ヶ') ? "鈴木様" : "Emily", StringComparison.Ordinal).Replace("{family}", "鈴木", StringComparison.Ordinal)
        .Replace("{agent}", "佐藤", StringComparison.Ordinal).Replace("{order}", "TM-41234", StringComparison.Ordinal).Replace("{tea}", "かぶせ茶", StringComparison.Ordinal)
        .Replace("{amount}", "3", StringComparison.Ordinal).Replace("{due}", "3月2日", StringComparison.Ordinal).Replace("{date}", "3月8日", StringComparison.Ordinal);
}
