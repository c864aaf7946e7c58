using Hub.Channels;
using Hub.Channels.WebChat;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Forms;

/// <summary>
/// What a visitor leaves while nobody answers. Where the brand has a mail account it comes in there as a letter from the address that was given, so that the
/// answer leaves by e-mail and all that follows stays there; else it is a message of the chat, and the answer comes here.
/// </summary>
internal static class LeaveMessage
{
    private const int MaxText = 4000;
    private const int MaxName = 100;

    /// <param name="Id">Made by the browser once; repeating the request with it changes nothing.</param>
    internal sealed record Request(Guid Id, string? Name, string? Email, string? Text, string? Language)
    {
        public override string ToString() => $"message {Id}";
    }

    /// <param name="ByMail">The answer comes to the address; else into the chat.</param>
    internal sealed record Left(Guid Id, bool ByMail);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/offline", HandleAsync).WithName("LeaveVisitorMessage").Produces<Left>(202);

    private static async Task<IResult> HandleAsync(
        string site, Request request, HttpContext context, Visitors visitors, ChatSites sites, SiteHours hours, ChannelAccounts accounts, VisitorLimits limits, DeliveryWriter writer, InboundQueue queue,
        NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await VisitorApi.VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        // Whether people are away just now is not asked again: they may have come back while somebody wrote.
        if (!(await sites.OfAsync(visitor.Site.Account.Id, cancellationToken)).Settings.Offline.On)
        {
            return Problem.Of(409, "no_offline_form");
        }

        var mail = await hours.MailOfAsync(visitor.Site, cancellationToken);
        var forms = mail is null ? null : (ITakesForms)accounts.Adapter(mail.Account.Channel);
        var (name, text, sender) = (request.Name?.Trim() ?? "", request.Text?.Trim() ?? "", Sender(request.Email, forms, mail));
        if (Check(request, name, text, sender) is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        // By address too: whoever writes under other people's must not have them written to again and again.
        using var byVisitor = limits.Forms.AttemptAcquire(visitor.Key);
        using var byNetwork = limits.Networks.AttemptAcquire(NetworkKey.Of(context.Connection.RemoteIpAddress));
        using var byAddress = limits.Addresses.AttemptAcquire(VisitorLimits.Mailbox(sender!));
        using var bySite = limits.Letters.AttemptAcquire(visitor.Site.Account.Key);
        if (!byVisitor.IsAcquired || !byNetwork.IsAcquired || !byAddress.IsAcquired || !bySite.IsAcquired)
        {
            return VisitorApi.SlowDown(context);
        }

        var language = request.Language == "ja" ? "ja" : "en";
        if (mail is not null)
        {
            var letter = forms!.WriteForm(mail.Account, new FormLetter(request.Id, visitor.Site.Name, name.Length > 0 ? name : null, sender!, Subject(visitor.Site.Name, language), text, time.GetUtcNow()));
            return await VisitorApi.StoreAsync(context, mail.Account.Id, $"form:{request.Id:N}", letter, writer, queue) ?? TypedResults.Accepted((string?)null, new Left(request.Id, ByMail: true));
        }

        var answers = new List<FillForm.Answer> { new(language == "ja" ? "メールアドレス" : "E-mail", request.Email!.Trim()) };
        if (name.Length > 0)
        {
            answers.Insert(0, new(language == "ja" ? "お名前" : "Name", name));
        }

        await FillForm.StoreAsync(dataSource, visitor, new FillForm.Filled(name.Length > 0 ? name : null, request.Email.Trim(), answers, null), time, cancellationToken);
        var message = new WebChatMessage(request.Id, visitor.ExternalId, null, text, [], name.Length > 0 && !visitor.Verified ? name : visitor.Name);
        return await VisitorApi.StoreAsync(context, visitor.Site.Account.Id, $"m:{request.Id:N}", WebChatEnvelope.Write(message), writer, queue) ?? TypedResults.Accepted((string?)null, new Left(request.Id, ByMail: false));
    }

    private static string? Sender(string? written, ITakesForms? forms, AccountEntry? mail) =>
        CustomerAddresses.Normalise(CustomerAddresses.Email, written?.Trim()) is not { } address ? null : forms is null ? address : forms.Sender(mail!.Account, address);

    private static InputErrors Check(Request request, string name, string text, string? sender)
    {
        var errors = new InputErrors();
        if (request.Id == Guid.Empty)
        {
            errors.Add("id", "required");
        }

        // It may stand in an acknowledgement to an address that is somebody else's.
        if (name.Length > MaxName || name.Any(char.IsControl) || name.Contains("://", StringComparison.Ordinal) || name.Contains("www.", StringComparison.OrdinalIgnoreCase))
        {
            errors.Add("name", name.Length > MaxName ? "too_long" : "invalid");
        }

        if (sender is null)
        {
            errors.Add("email", string.IsNullOrWhiteSpace(request.Email) ? "required" : "invalid");
        }

        if (text.Length is 0 or > MaxText)
        {
            errors.Add("text", text.Length == 0 ? "required" : "too_long");
        }

        return errors;
    }

    private static string Subject(string site, string language) => language == "ja" ? $"お問い合わせ（{site}）" : $"Enquiry ({site})";
}
