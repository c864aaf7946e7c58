using Hub.Server.Conversations.Sensitive;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sensitive;

public sealed class SensitiveNumberTests
{
    // The card networks' own test numbers; the マイナンバー are made up, with check digits reckoned by hand from 総務省令第85号 第5条.
    [Theory]
    [InlineData("4111111111111111", "•••• •••• •••• 1111")]
    [InlineData("カードは4111-1111-1111-1111です", "カードは•••• •••• •••• 1111です")]
    [InlineData("４１１１　１１１１　１１１１　１１１１", "•••• •••• •••• 1111")]
    [InlineData("5555 5555 5555 4444 と 378282246310005", "•••• •••• •••• 4444 と •••• •••• •••• 0005")]
    [InlineData("3782 822463 10005", "•••• •••• •••• 0005")]
    [InlineData("3566002020360505", "•••• •••• •••• 0505")]
    [InlineData("30569309025904", "•••• •••• •••• 5904")]
    [InlineData("6011111111111117", "•••• •••• •••• 1117")]
    [InlineData("2223003122003222", "•••• •••• •••• 3222")]
    [InlineData("6200000000000005", "•••• •••• •••• 0005")]
    [InlineData("4222222222222", "•••• •••• •••• 2222")]
    [InlineData("4111ー1111ー1111ー1111", "•••• •••• •••• 1111")]
    [InlineData("card:4111.1111.1111.1111, exp 12/30", "card:•••• •••• •••• 1111, exp 12/30")]
    [InlineData("123456789018", "•••• •••• ••••")]
    [InlineData("マイナンバーは1234-5678-9018", "マイナンバーは•••• •••• ••••")]
    [InlineData("注文のとき個人番号 123456789018 を書いてしまいました", "注文のとき個人番号 •••• •••• •••• を書いてしまいました")]
    public void What_is_one_is_masked(string text, string masked) => Assert.Equal(masked, SensitiveNumbers.Mask(text, SensitiveNumbers.Find(text)));

    [Theory]
    [InlineData("4111111111111112")] // wrong check digit
    [InlineData("1111111111111117")] // no issuer
    [InlineData("123456789019")] // wrong check digit
    [InlineData("000000000000")]
    [InlineData("注文番号は4111111111111111です")]
    [InlineData("Order number: 4111 1111 1111 1111")]
    [InlineData("お荷物の伝票番号 1234-5678-9018")]
    [InlineData("1234-5678-9018（ヤマトの追跡番号）")]
    [InlineData("03-1234-5678 か 090-1234-5678 へお電話ください")]
    [InlineData("+81 90 1234 5678")]
    [InlineData("TM-41234 を3点、合計 12,345円")]
    [InlineData("2026-11-20 15:00 〜 2026-11-21 18:00")]
    [InlineData("41111111111111111111111111")] // longer than any card
    [InlineData("")]
    public void What_is_none_is_left_alone(string text) => Assert.Empty(SensitiveNumbers.Find(text));

    [Fact]
    public void Whatever_is_masked_keeps_the_words_around_it_and_shows_nothing_but_the_last_four()
    {
        var random = new Random(20_261_120);
        for (var n = 0; n < 2000; n++)
        {
            var card = Card(random);
            var written = Spread(card, random);
            var (before, after) = ("前 " + new string('あ', random.Next(9)), "。後" + new string('z', random.Next(9)));
            var masked = SensitiveNumbers.Mask(before + written + after, SensitiveNumbers.Find(before + written + after));
            Assert.Equal($"{before}•••• •••• •••• {card[^4..]}{after}", masked);
            Assert.Empty(SensitiveNumbers.Find(masked));
        }
    }

    [Fact]
    public void A_single_wrong_digit_is_never_taken_for_a_card()
    {
        var random = new Random(7);
        for (var n = 0; n < 2000; n++)
        {
            var digits = Card(random).ToCharArray();
            var at = random.Next(digits.Length);
            digits[at] = (char)('0' + ((digits[at] - '0' + random.Next(1, 10)) % 10));
            Assert.Empty(SensitiveNumbers.Find(new string(digits)));
        }
    }

    /// <summary>docs/sensitive-data.md names these shares.</summary>
    [Fact]
    public void Of_random_numbers_without_any_words_few_are_taken_for_something()
    {
        var random = new Random(1);
        const int all = 100_000;
        double Share(int length) => Enumerable.Range(0, all).Count(_ => SensitiveNumbers.Find(string.Concat(Enumerable.Range(0, length).Select(_ => random.Next(10)))).Count > 0) / (double)all;
        Assert.InRange(Share(16), 0.02, 0.035);
        Assert.InRange(Share(12), 0.085, 0.105);
        Assert.Equal(0, Share(11));
        Assert.Equal(0, Share(20));
    }

    private static string Card(Random random)
    {
        var digits = "4" + string.Concat(Enumerable.Range(0, 14).Select(_ => random.Next(10)));
        return digits + Enumerable.Range(0, 10).Single(check => SensitiveNumbers.PassesLuhn(digits + check));
    }

    /// <summary>As people write it: in one, in fours, in full width, with any dash.</summary>
    private static string Spread(string digits, Random random)
    {
        var separator = new[] { "", " ", "-", "－", "ー", "　", "." }[random.Next(7)];
        var text = string.Join(separator, digits.Chunk(4).Select(chunk => new string(chunk)));
        return random.Next(2) == 0 ? text : string.Concat(text.Select(character => char.IsAsciiDigit(character) ? (char)(character + 0xFEE0) : character));
    }
}
