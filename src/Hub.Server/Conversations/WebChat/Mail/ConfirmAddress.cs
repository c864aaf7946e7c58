using System.Net;
using Hub.Server.Identity;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>
/// The page behind the link in a letter. It asks for a press of a button: programs that look at every link in a mail must not confirm anything by that. The
/// token stands behind the question mark, since paths are logged.
/// </summary>
internal static class ConfirmAddress
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup("/widget/confirm").AuthenticatesItself("The signed, expiring link of a letter.").WithMetadata(new IgnoresSession()).ExcludeFromDescription();
        page.MapGet("/", AskAsync).WithName("AskToConfirmAddress");
        page.MapPost("/", ConfirmAsync).WithName("ConfirmAddress");
    }

    private static async Task<IResult> AskAsync(HttpContext context, VisitorAddresses addresses, CancellationToken cancellationToken, string? link = null) =>
        await addresses.ByLinkAsync(link ?? "", cancellationToken) is not { } address ? Ended(context)
            : address.Language == "ja" ? Page(context, 200, "ja", "メールアドレスの確認", $"チャットの内容と、今後チャットでご覧になれなかった返信を {address.Address} に送信します。ご自身がこのチャットをご利用の場合のみ確認してください。", "確認して送信する")
            : Page(context, 200, "en", "Confirm your e-mail address", $"What was said in the chat will be sent to {address.Address}, and answers you miss there from now on. Confirm only if you are in this chat yourself.", "Confirm and send");

    private static async Task<IResult> ConfirmAsync(
        HttpContext context, VisitorAddresses addresses, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken, string? link = null)
    {
        if (await addresses.ByLinkAsync(link ?? "", cancellationToken) is not { } address)
        {
            return Ended(context);
        }

        if (await addresses.ConfirmAsync(address, cancellationToken))
        {
            await AskTranscript.EnqueueAsync(dataSource, time, address.Id, CancellationToken.None);
        }

        return address.Language == "ja"
            ? Page(context, 200, "ja", "確認しました", "チャットの内容をお送りします。このページは閉じていただいてかまいません。", null)
            : Page(context, 200, "en", "Confirmed", "What was said in the chat is on its way to you. You can close this page.", null);
    }

    private static IResult Ended(HttpContext context) => Page(
        context, 404, "ja", "このリンクは使えません / This link has ended", "有効期限が切れたか、すでに使用されています。チャットからもう一度お試しください。 / This link has ended or was used already. Please ask for it again in the chat.", null);

    private static IResult Page(HttpContext context, int status, string language, string title, string words, string? button)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        var form = button is null ? "" : $"<form method=\"post\"><button>{WebUtility.HtmlEncode(button)}</button></form>";
        return TypedResults.Text(
            $"<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\"><title>{WebUtility.HtmlEncode(title)}</title></head><body><main><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(words)}</p>{form}</main></body></html>",
            "text/html; charset=utf-8", statusCode: status);
    }
}
