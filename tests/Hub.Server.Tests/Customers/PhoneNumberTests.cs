using Hub.Server.Customers;
using Xunit;

namespace Hub.Server.Tests.Customers;

public sealed class PhoneNumberTests
{
    [Theory]
    // Fixed lines, mobile, IP, toll-free, navi-dial, in the ways people write them.
    [InlineData("03-1234-5678", "+81312345678")]
    [InlineData("０３－１２３４－５６７８", "+81312345678")]
    [InlineData("(03) 1234 5678", "+81312345678")]
    [InlineData("03（1234）5678", "+81312345678")]
    [InlineData("075ー231ー9876", "+81752319876")]
    [InlineData("04992-1-2345", "+81499212345")]
    [InlineData("090-1234-5678", "+819012345678")]
    [InlineData("09012345678", "+819012345678")]
    [InlineData("070.1234.5678", "+817012345678")]
    [InlineData("050−3123−4567", "+815031234567")]
    [InlineData("0120-123-456", "+81120123456")]
    [InlineData("0800-123-4567", "+818001234567")]
    [InlineData("0570-012-345", "+81570012345")]
    [InlineData("TEL：03-1234-5678", "+81312345678")]
    [InlineData("電話 03-1234-5678", "+81312345678")]
    [InlineData("03-1234-5678 内線123", "+81312345678")]
    [InlineData("03-1234-5678 ext. 9", "+81312345678")]
    [InlineData("03-1234-5678（内線 12）", "+81312345678")]
    // From abroad, and what spreadsheets leave of a number.
    [InlineData("+81(0)3-1234-5678", "+81312345678")]
    [InlineData("+81 03 1234 5678", "+81312345678")]
    [InlineData("+81-90-1234-5678", "+819012345678")]
    [InlineData("＋８１９０１２３４５６７８", "+819012345678")]
    [InlineData("819012345678", "+819012345678")]
    [InlineData("81312345678", "+81312345678")]
    [InlineData("0081312345678", "+81312345678")]
    [InlineData("312345678", "+81312345678")]
    [InlineData("9012345678", "+819012345678")]
    [InlineData("120123456", "+81120123456")]
    [InlineData("8001234567", "+818001234567")]
    [InlineData("+1 (415) 555-2671", "+14155552671")]
    [InlineData("+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("010-1-415-555-2671", "+14155552671")]
    [InlineData("010 81 90 1234 5678", "+819012345678")]
    // No number, or no one number for certain.
    [InlineData("", null)]
    [InlineData("110", null)]
    [InlineData("090-1234-567", null)]
    [InlineData("03-1234-56789", null)]
    [InlineData("0077-1234-5678", null)]
    [InlineData("+", null)]
    [InlineData("+0312345678", null)]
    [InlineData("+1234567890123456", null)]
    [InlineData("anonymous", null)]
    [InlineData("03-1234-5678 or 090", null)]
    public void A_number_has_one_form_however_it_is_written(string written, string? expected) => Assert.Equal(expected, PhoneNumbers.Normalise(written));

    [Theory]
    [InlineData("415-555-2671", "1", "+14155552671")]
    [InlineData("1-415-555-2671", "1", "+14155552671")]
    [InlineData("020 7946 0958", "44", "+442079460958")]
    [InlineData("0044 20 7946 0958", "49", "+442079460958")]
    [InlineData("+81 3 1234 5678", "44", "+81312345678")]
    public void A_number_without_a_country_is_of_the_country_the_caller_names(string written, string country, string expected) =>
        Assert.Equal(expected, PhoneNumbers.Normalise(written, country));

    [Theory]
    [InlineData("+81312345678")]
    [InlineData("+819012345678")]
    [InlineData("+14155552671")]
    public void The_form_is_its_own_form(string number) => Assert.Equal(number, PhoneNumbers.Normalise(number));
}
