using Hub.Channels;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Source;

/// <summary>
/// The formatted form of a message, cleaned out of its raw body each time it is looked at, so that a better cleaner also serves old messages. Pictures that
/// came along are shown; those on other servers, which tell their owner that somebody has looked, only when asked for, and then by way of the hub.
/// </summary>
internal sealed class FormattedMessage(NpgsqlDataSource dataSource, ChannelAccounts accounts, RawBodies bodies, AuditTrail audit)
{
    /// <param name="Quoted">What repeats earlier messages, to be folded away.</param>
    /// <param name="RemoteImages">How many pictures lie on other servers.</param>
    internal sealed record View(string Html, string? Quoted, int RemoteImages);

    /// <param name="Remote">Addresses of pictures on other servers, in the order of the message.</param>
    internal sealed record Read(View View, IReadOnlyList<string> Remote);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/messages/{number:int}/html", (Delegate)GetAsync).WithName("GetMessageHtml").RequireSignedIn().Produces<View>();

    private static async Task<IResult> GetAsync(Guid id, int number, CurrentAgent agent, FormattedMessage formatted, HttpContext context, CancellationToken cancellationToken, bool images = false)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return await formatted.ReadAsync(id, number, agent, images, cancellationToken) is { } read ? TypedResults.Ok(read.View) : Problem.NotFound();
    }

    /// <summary>Null when the agent may not see it, or there is no such form.</summary>
    public async Task<Read?> ReadAsync(Guid id, int number, CurrentAgent agent, bool images, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row || !await HasHtmlAsync(id, number, cancellationToken)
            || await bodies.OfAsync(id, number, cancellationToken) is not { } body)
        {
            return null;
        }

        await audit.SawAsync(GetConversation.Opened(agent, id, row.Customer.Id), cancellationToken);
        var files = await FilesAsync(id, number, cancellationToken);
        var remote = new List<string>();
        var channel = (await accounts.ByIdAsync(body.AccountId, cancellationToken))?.Account.Channel ?? row.Channel;
        var html = accounts.Adapter(channel).HtmlOf(body.Bytes, source => Picture(source, files, remote, images, $"/api/conversations/{id}/messages/{number}/images/"));
        return html is null ? null : new Read(new View(MaskedText.Of(html.Html).Text!, MaskedText.Of(html.Quoted).Text, remote.Count), remote);
    }

    private static string? Picture(string source, Dictionary<string, Guid> files, List<string> remote, bool images, string path)
    {
        if (source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
        {
            return files.TryGetValue(Uri.UnescapeDataString(source[4..]), out var file) ? $"/api/attachments/{file}" : null;
        }

        if (source.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
        {
            return source;
        }

        if (!Uri.TryCreate(source.StartsWith("//", StringComparison.Ordinal) ? "https:" + source : source, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
        {
            return null;
        }

        var place = remote.IndexOf(address.AbsoluteUri);
        if (place < 0)
        {
            place = remote.Count;
            remote.Add(address.AbsoluteUri);
        }

        return images ? path + place.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private async Task<bool> HasHtmlAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT 1 FROM conversations.message WHERE conversation_id = $1 AND number = $2 AND content->'html' = 'true'::jsonb AND NOT unsent").With(id, number);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    private async Task<Dictionary<string, Guid>> FilesAsync(Guid id, int number, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT DISTINCT ON (inline_id) inline_id, id FROM conversations.attachment WHERE conversation_id = $1 AND number = $2 AND inline_id IS NOT NULL AND state = 1").With(id, number);
        return (await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetGuid(1)), cancellationToken)).ToDictionary();
    }
}
