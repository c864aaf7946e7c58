using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>
/// What somebody wrote into a form of the site, as a letter from the address they gave. A signed header says that it is one, so that people see that nobody has
/// proven the address; a letter that only claims it is none.
/// </summary>
internal static class EmailForm
{
    private const string Header = "X-CrmHub-Form";
    private const string SiteHeader = "X-CrmHub-Site";

    internal static byte[] Write(EmailAccount account, ThreadMarks marks, FormLetter form) => MimeWriter.Write(new MailDraft
    {
        From = new MailAddress(form.Name, form.Address),
        To = [new MailAddress(account.FromName, account.Address!)],
        Subject = form.Subject,
        Date = form.At,
        MessageId = $"form.{form.Id:N}@{account.Domain}",
        Text = form.Text,
        Headers = [new(Header, marks.FormMark(form.Id)), new(SiteHeader, form.Site)],
    });

    /// <summary>Which form, and the site it stands on; null when the letter is no form of ours.</summary>
    internal static (Guid Id, string Site)? Of(MailMessage mail, ThreadMarks marks) =>
        mail.Headers.First(Header) is { } mark && marks.OfForm(mark.Trim()) is { } id ? (id, mail.Headers.First(SiteHeader)?.Trim() ?? "") : null;
}
