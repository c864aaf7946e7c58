using Hub.Server.Conversations;
using Hub.Server.Identity;
using Hub.Server.Integrations;

namespace Hub.Server.Automation;

/// <summary>The automatic replies of an account over the API, and what it would say now.</summary>
internal static class ManageAutoReplies
{
    private const int MaxText = 1_000;
    private const int MaxExpected = 60 * 24 * 30;

    internal sealed record Request(bool Acknowledge, string? AcknowledgeJa, string? AcknowledgeEn, bool Closed, string? ClosedJa, string? ClosedEn, int? ExpectedMinutes, int Version);

    internal sealed record PreviewText(AutoReplyKind Kind, string Language, string Text, IReadOnlyList<string> Empty);

    /// <param name="Now">What it would send at this moment; null when nothing.</param>
    internal sealed record Preview(bool Open, AutoReplyKind? Now, IReadOnlyList<PreviewText> Texts);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var replies = routes.MapGroup("/api/channel-accounts/{id:guid}/auto-replies").WithTags("Automatic replies");
        replies.MapGet("/", GetAsync).WithName("GetAutoReplies").RequirePermission(Permissions.ManageSettings).Produces<AutoReply>();
        replies.MapPut("/", PutAsync).WithName("SaveAutoReplies").RequirePermission(Permissions.ManageSettings).Produces<AutoReply>();
        replies.MapPost("/preview", PreviewAsync).WithName("PreviewAutoReplies").RequirePermission(Permissions.ManageSettings).Produces<Preview>();
    }

    private static async Task<IResult> GetAsync(Guid id, ChannelAccounts accounts, AutoReplies replies, CancellationToken cancellationToken) =>
        await accounts.ByIdAsync(id, cancellationToken) is null ? Problem.NotFound() : TypedResults.Ok(await replies.OfAsync(id, cancellationToken));

    private static async Task<IResult> PutAsync(Guid id, Request request, CurrentAgent agent, ChannelAccounts accounts, AutoReplies replies, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is null)
        {
            return Problem.NotFound();
        }

        var reply = Read(id, request);
        if (Check(reply) is { Any: true } errors)
        {
            return errors.ToProblem();
        }

        return await replies.SaveAsync(reply, agent, cancellationToken) ? TypedResults.Ok(await replies.OfAsync(id, cancellationToken)) : Problem.Of(409, "auto_reply_changed");
    }

    /// <summary>Of what is being written, not of what is saved; for a made-up customer.</summary>
    private static async Task<IResult> PreviewAsync(
        Guid id, Request request, CurrentAgent agent, ChannelAccounts accounts, BrandCalendars calendars, AutoReplyTexts texts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(id, cancellationToken) is not { } account || await calendars.OfAsync(account.BrandId, cancellationToken) is not { } brand)
        {
            return Problem.NotFound();
        }

        var reply = Read(id, request);
        var now = time.GetUtcNow();
        var open = brand.Calendar.IsOpen(now);
        var previews = new List<PreviewText>();
        foreach (var (kind, language, text) in new[]
        {
            (AutoReplyKind.Acknowledgement, "ja", reply.AcknowledgeJa), (AutoReplyKind.Acknowledgement, "en", reply.AcknowledgeEn),
            (AutoReplyKind.Closed, "ja", reply.ClosedJa), (AutoReplyKind.Closed, "en", reply.ClosedEn),
        })
        {
            if (text is not null)
            {
                var values = new Dictionary<string, string?>
                {
                    ["customer.name"] = language == "ja" ? "山田 花子" : "Hanako Yamada",
                    ["customer.company"] = language == "ja" ? "見本株式会社" : "Sample Ltd.",
                    ["brand.name"] = account.BrandName,
                    ["conversation.number"] = "1024",
                };
                var rendered = texts.Render(text, language, reply, new ReplyContext(Guid.Empty, account.BrandId, language, brand.Calendar, now, values));
                previews.Add(new PreviewText(kind, language, rendered.Text, rendered.Empty));
            }
        }

        return TypedResults.Ok(new Preview(open, reply.KindFor(open), previews));
    }

    private static AutoReply Read(Guid accountId, Request request) => new(
        accountId, request.Acknowledge, Text(request.AcknowledgeJa), Text(request.AcknowledgeEn), request.Closed, Text(request.ClosedJa), Text(request.ClosedEn), request.ExpectedMinutes, request.Version);

    private static InputErrors Check(AutoReply reply)
    {
        var errors = new InputErrors();
        if (reply.Acknowledge && reply.AcknowledgeJa is null && reply.AcknowledgeEn is null)
        {
            errors.Add("acknowledgeJa", "required");
        }

        if (reply.Closed && reply.ClosedJa is null && reply.ClosedEn is null)
        {
            errors.Add("closedJa", "required");
        }

        foreach (var (field, text) in new[] { ("acknowledgeJa", reply.AcknowledgeJa), ("acknowledgeEn", reply.AcknowledgeEn), ("closedJa", reply.ClosedJa), ("closedEn", reply.ClosedEn) })
        {
            if (text?.Length > MaxText)
            {
                errors.Add(field, "too_long");
            }
            else if (ReplyVariables.FirstUnknownIn(text, ReplyVariables.ForAutomatic) is not null)
            {
                errors.Add(field, "unknown_variable");
            }
            else if (reply.ExpectedMinutes is null && text is not null && text.Contains(ReplyVariables.ExpectedAnswer, StringComparison.OrdinalIgnoreCase))
            {
                errors.Add("expectedMinutes", "required");
            }
        }

        if (reply.ExpectedMinutes is < 1 or > MaxExpected)
        {
            errors.Add("expectedMinutes", "invalid");
        }

        return errors;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
