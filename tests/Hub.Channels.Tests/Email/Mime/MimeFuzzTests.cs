using Hub.Channels.Email.Mime;
using Hub.MailTrial;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeFuzzTests
{
    [Fact]
    public void MI2_Four_thousand_damaged_mails_are_read_without_an_exception()
    {
        // The same ones every time; `tests/mail` makes a million others.
        var mails = MailFixture.All;
        for (var i = 0; i < 4_000; i++)
        {
            var mail = MailMutation.Of(mails, new Random(Fuzz.HashCode(20_261_127, i)));
            Assert.Null(Record.Exception(() => Fuzz.Ask(mail)));
        }
    }

    [Fact]
    public void MI3_Reading_changes_no_byte_of_the_raw_mail()
    {
        foreach (var mail in MailFixture.All)
        {
            var before = mail.ToArray();
            foreach (var file in MimeReader.Read(mail).Files)
            {
                file.Decode();
            }

            Assert.Equal(before, mail);
        }
    }
}
