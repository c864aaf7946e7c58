using Hub.Channels;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Jobs;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>A visitor wants what was said by mail: at once to an address that is proven to be theirs, else after they have followed the link that goes there first.</summary>
internal static class AskTranscript
{
    internal sealed record Request(string? Email, string? Language)
    {
        public override string ToString() => "transcript";
    }

    /// <param name="Sent">It is on its way; else a letter with a link is.</param>
    internal sealed record Asked(bool Sent);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/transcript", HandleAsync).WithName("AskTranscript").Produces<Asked>(202);

    private static async Task<IResult> HandleAsync(
        string site, Request request, HttpContext context, Visitors visitors, ChatSites sites, SiteHours hours, ChannelAccounts accounts, VisitorMessages history, VisitorAddresses addresses, VisitorLimits limits,
        NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await VisitorApi.VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        if (!(await sites.OfAsync(visitor.Site.Account.Id, cancellationToken)).Settings.Transcript || await hours.MailOfAsync(visitor.Site, cancellationToken) is not { } mail
            || (await history.PageAsync(visitor, null, null, 1, cancellationToken)).Items.Count == 0)
        {
            return Problem.Of(409, "no_transcript");
        }

        if (CustomerAddresses.Normalise(CustomerAddresses.Email, request.Email?.Trim()) is not { } written || ((ITakesForms)accounts.Adapter(mail.Account.Channel)).Sender(mail.Account, written) is not { } address)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["email"] = [string.IsNullOrWhiteSpace(request.Email) ? "required" : "invalid"] });
        }

        using var byVisitor = limits.Forms.AttemptAcquire(visitor.Key);
        using var byNetwork = limits.Networks.AttemptAcquire(NetworkKey.Of(context.Connection.RemoteIpAddress));
        using var byAddress = limits.Addresses.AttemptAcquire(VisitorLimits.Mailbox(address));
        using var bySite = limits.Letters.AttemptAcquire(visitor.Site.Account.Key);
        if (!byVisitor.IsAcquired || !byNetwork.IsAcquired || !byAddress.IsAcquired || !bySite.IsAcquired)
        {
            return VisitorApi.SlowDown(context);
        }

        var asked = await addresses.AskAsync(visitor, address, request.Language == "ja" ? "ja" : "en", cancellationToken);
        await EnqueueAsync(dataSource, time, asked.Id, cancellationToken);
        return TypedResults.Accepted((string?)null, new Asked(asked.Verified));
    }

    /// <summary>What is sent is decided when it is: the link, or the transcript.</summary>
    internal static async Task EnqueueAsync(NpgsqlDataSource dataSource, TimeProvider time, Guid addressId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        JobQueue.AddInserts(batch, [new NewJob(SendVisitorLetter.JobKind, $"{addressId:N}/{time.GetUtcNow().ToUnixTimeMilliseconds()}", new SendVisitorLetter.Data(addressId))], time);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
