using System.Text;
using Hub.Channels.Email.Mime;
using Xunit;

namespace Hub.Channels.Tests.Email.Mime;

public sealed class MimeStructureTests
{
    [Fact]
    public void A_multipart_that_is_cut_off_keeps_what_came()
    {
        var mail = MailFixture.Read("unterminated-multipart");

        Assert.Equal("first", mail.Text);
        Assert.Equal([0, 1, 2], Assert.Single(mail.Files).Decode().ToArray());
        Assert.Equal([MailWarning.BoundaryUnclosed], mail.Warnings);
    }

    [Fact]
    public void A_multipart_whose_boundary_never_comes_is_text()
    {
        var mail = MailFixture.Read("missing-boundary");

        Assert.Equal("The gateway lost the parts,\nbut not the words.\n", mail.Text);
        Assert.Equal([MailWarning.BoundaryMissing], mail.Warnings);
    }

    [Fact]
    public void A_boundary_that_is_not_named_is_found()
    {
        var mail = MailFixture.Read("no-boundary-parameter");

        Assert.Equal(("guessed text", "<p>guessed html</p>"), (mail.Text, mail.Html));
        Assert.Equal([MailWarning.BoundaryGuessed], mail.Warnings);
    }

    [Fact]
    public void A_boundary_that_begins_like_another_is_not_taken_for_it()
    {
        var mail = MailFixture.Read("boundary-prefix");

        Assert.Equal(("inner text", "<p>inner html</p>"), (mail.Text, mail.Html));
        Assert.Equal("1,2", Encoding.ASCII.GetString(Assert.Single(mail.Files).Decode().Span));
    }

    [Fact]
    public void Text_before_and_after_a_picture_is_one_body_and_a_named_text_a_file()
    {
        var mail = MailFixture.Read("text-around-picture");

        Assert.Equal("写真の前\n写真の後", mail.Text);
        Assert.Equal(["photo.jpg", "notes.txt"], mail.Files.Select(file => file.FileName));
        Assert.Equal([MailDisposition.Inline, MailDisposition.Attachment], mail.Files.Select(file => file.Disposition));
    }

    [Fact]
    public void A_picture_the_HTML_shows_is_known_without_a_disposition_and_the_root_by_its_name()
    {
        var mail = MailFixture.Read("related-without-disposition");

        Assert.Equal("see logo", mail.Text);
        var logo = Assert.Single(mail.Files);
        Assert.Equal(("logo@x", true), (logo.ContentId, logo.ShownInHtml));
    }

    [Fact]
    public void An_invitation_is_a_file_and_a_calendar_part()
    {
        var mail = MailFixture.Read("calendar");

        Assert.Equal("Come.", mail.Text);
        Assert.Equal("REQUEST", mail.Calendar?.CalendarMethod);
        Assert.Same(mail.Calendar, Assert.Single(mail.Files));
    }

    [Fact]
    public void MI4_A_forwarded_message_is_a_file_that_can_be_read_and_an_external_body_is_never_fetched()
    {
        var mail = MailFixture.Read("forwarded-message");

        Assert.Equal("see below", mail.Text);
        Assert.Equal(["message/rfc822", "message/external-body"], mail.Files.Select(file => file.ContentType));
        Assert.Equal([true, false], mail.Files.Select(file => file.IsMessage));
        var inner = MimeReader.Read(mail.Files[0].Decode());
        Assert.Equal(("inner@example.com", "inner", "inner body"), (inner.From?.Address, inner.Subject, inner.Text));
        Assert.Equal("Content-Type: image/gif", Encoding.ASCII.GetString(mail.Files[1].Decode().Span).Trim());
    }

    [Fact]
    public void A_digest_is_its_messages()
    {
        Assert.Equal(["one", "two"], MailFixture.Read("digest").Files.Select(file => MimeReader.Read(file.Decode()).Subject));
    }

    [Fact]
    public void MI4_Outlooks_envelope_and_signatures_are_kept_as_files()
    {
        Assert.Equal("winmail.dat", Assert.Single(MailFixture.Read("winmail").Files).FileName);
        var signed = MailFixture.Read("signed");
        Assert.Equal(("signed words", "smime.p7s"), (signed.Text, Assert.Single(signed.Files).FileName));
        var encrypted = MailFixture.Read("encrypted");
        Assert.Equal(("", "application/pkcs7-mime"), (encrypted.ReadableText, Assert.Single(encrypted.Files).ContentType));
    }

    [Fact]
    public void Flowed_text_is_unwrapped_by_depth_of_quote() =>
        Assert.Equal("長い段落は途中で折り返されます。\n>> quoted and wrapped\n> less\n indented\n-- \nsignature\n", MailFixture.Read("flowed").Text);

    [Fact]
    public void Damaged_encodings_give_what_can_be_saved()
    {
        Assert.Equal("お世話になっております。", MailFixture.Read("broken-base64").Text);
        Assert.Equal("あ 100=% =ZZ い softbreak ", MailFixture.Read("broken-quoted-printable").Text);
        var unknown = MailFixture.Read("unknown-encoding");
        Assert.Equal("Uryyb\n", unknown.Text);
        Assert.Equal([MailWarning.EncodingUnknown], unknown.Warnings);
    }

    [Fact]
    public void MI4_A_uuencoded_file_in_the_text_becomes_a_file_and_words_that_look_like_one_stay()
    {
        var mail = MailFixture.Read("uuencode-in-text");

        Assert.Equal("The file:\nand more words.\nbegin 644 not-a-file\nof the story\nend\n", mail.Text);
        var file = Assert.Single(mail.Files);
        Assert.Equal(("hello.txt", "Hello, file!"), (file.FileName, Encoding.ASCII.GetString(file.Decode().Span)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), Assert.Single(MailFixture.Read("uuencode-part").Files).Decode().ToArray());
    }

    [Fact]
    public void Line_ends_of_any_kind_are_read()
    {
        Assert.Equal("one", MailFixture.Read("bare-line-feeds").Text);
        var old = MailFixture.Read("bare-carriage-returns");
        Assert.Equal(("cr", "one\ntwo\n"), (old.Subject, old.Text));
        Assert.Equal([MailWarning.BareCarriageReturns], old.Warnings);
    }
}
