using System.Threading.RateLimiting;
using Hub.Channels.WebChat;
using Hub.Server.Conversations.Attachments;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Conversations.Live;
using Hub.Server.Conversations.Spam;
using Hub.Server.Conversations.WebChat.Forms;
using Hub.Server.Conversations.WebChat.Invitations;
using Hub.Server.Conversations.WebChat.Mail;
using Hub.Server.Conversations.WebChat.Queue;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;
using Hub.Server.Platform.Web;
using Npgsql;

namespace Hub.Server.Conversations.WebChat;

/// <summary>
/// The chat widget's API. No cookie counts here: a visitor is who the token says, and sees their own messages only. What a visitor writes goes through the
/// same door as a provider's webhook: stored before the 202.
/// </summary>
internal static class VisitorApi
{
    private const int MaxText = 4000;
    private const int MaxFiles = 10;

    internal sealed record SessionRequest(string? Token, string? Identity, string? Language, string? PageUrl, string? Referrer);

    internal sealed record Session(
        string Token, SessionVisitor Visitor, SessionSite Site, SessionConversation? Conversation, IReadOnlyList<VisitorMessage> Messages, bool HasMore, GroupPlace Position);

    internal sealed record SessionVisitor(string Id, string? Name, bool Verified);

    /// <param name="Ahead">So many people wait before this one; null: not waiting, or the site does not tell.</param>
    internal sealed record SessionConversation(string Status, int? Ahead = null);

    internal sealed record GroupPlace(string Group, string Epoch, long Position);

    internal sealed record SendRequest(Guid Id, string? Text, Guid[]? UploadIds);

    internal sealed record Accepted(Guid Id);

    internal sealed record ReadRequest(long UpTo);

    internal sealed record CatchUpRequest(string? Epoch, long After);

    internal sealed record MessagePage(IReadOnlyList<VisitorMessage> Items, bool HasMore);

    internal sealed record CatchUpAnswer(string Epoch, long Position, IReadOnlyList<System.Text.Json.JsonElement> Events, bool Resync, int? Ahead);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/widget/api/{site}").WithTags("Web chat").AuthenticatesItself("The visitor's own token; a new visitor gets one.")
            .WithMetadata(new IgnoresSession()).AddEndpointFilter(CheckOriginAsync);
        api.MapPost("/session", StartAsync).WithName("StartVisitorSession").Produces<Session>();
        api.MapGet("/messages", MessagesAsync).WithName("ListVisitorMessages").Produces<MessagePage>();
        api.MapPost("/messages", SendAsync).WithName("SendVisitorMessage").Produces<Accepted>(202);
        api.MapPost("/uploads", UploadAsync).WithName("UploadVisitorFile").Produces<Files.Uploaded>(201);
        api.MapPost("/read", ReadAsync).WithName("MarkVisitorRead").Produces(202);
        api.MapPost("/catch-up", CatchUpAsync).WithName("CatchUpVisitor").Produces<CatchUpAnswer>();
        FillForm.Map(api);
        LeaveMessage.Map(api);
        GetLook.Map(api);
        CountInvitation.Map(api);
        AskTranscript.Map(api);
        ConfirmAddress.Map(routes);
    }

    /// <summary>The chat runs in a frame of our own origin; scripts of other origins get nothing, unless the site's settings name them.</summary>
    private static async ValueTask<object?> CheckOriginAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var site = await context.RequestServices.GetRequiredService<Visitors>().SiteAsync((string)context.Request.RouteValues["site"]!, context.RequestAborted);
        if (!context.RequestServices.GetRequiredService<VisitorOrigins>().MayUse(context.Request, site))
        {
            return Problem.Of(403, "origin_not_allowed");
        }

        // Reading what was said stays possible; writing and new sessions do not.
        return HttpMethods.IsPost(context.Request.Method) && await context.RequestServices.GetRequiredService<Blocks>().IsBlockedAsync(context.Connection.RemoteIpAddress, context.RequestAborted)
            ? Problem.Of(403, "blocked")
            : await next(invocation);
    }

    private static async Task<IResult> StartAsync(
        string site, SessionRequest request, HttpContext context, Visitors visitors, VisitorSites sites, VisitorMessages history, VisitorAddresses addresses, QueuePlaces places, VisitorLimits limits, LiveGroups live, NpgsqlDataSource dataSource,
        FactSignal facts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await visitors.SiteAsync(site, cancellationToken) is not { } account)
        {
            return Problem.Of(404, "unknown_site");
        }

        var vouched = account.Account.SigningSecrets("identitySecret").Select(secret => VisitorIdentity.Verify(request.Identity, secret, time.GetUtcNow())).FirstOrDefault(visitor => visitor is not null);
        var visitor = await visitors.FindAsync(account, request.Token, cancellationToken);
        var token = request.Token;
        if (vouched is not null && visitor?.ExternalId != IdentityIds.VouchedPrefix + vouched.Subject)
        {
            // Whoever held the old token must not read what the vouched visitor writes (WI10).
            visitor = new Visitor(account, IdentityIds.VouchedPrefix + vouched.Subject, vouched.Name);
            token = null;
        }

        if (visitor is null || token is null)
        {
            using var lease = limits.Sessions.AttemptAcquire(NetworkKey.Of(context.Connection.RemoteIpAddress));
            if (!lease.IsAcquired)
            {
                return SlowDown(context);
            }

            visitor ??= new Visitor(account, NewId.Create(time).ToString("N"), null);
            token = await visitors.IssueAsync(visitor, cancellationToken);
        }

        using var call = limits.Calls.AttemptAcquire(visitor.Key);
        if (!call.IsAcquired)
        {
            return SlowDown(context);
        }

        if (vouched is not null)
        {
            visitor = visitor with { Name = vouched.Name ?? visitor.Name };
            await VouchAsync(dataSource, facts, visitor, vouched, cancellationToken);
            if (CustomerAddresses.Normalise(CustomerAddresses.Email, vouched.Email) is { } address)
            {
                await addresses.VouchAsync(visitor, address, request.Language == "ja" ? "ja" : "en", cancellationToken);
            }
        }

        var (position, _) = live.CatchUp(LiveGroupNames.Visitor(visitor.IdentityId), live.Epoch, long.MaxValue);
        var page = await history.PageAsync(visitor, null, null, 50, cancellationToken);
        var language = request.Language == "ja" ? "ja" : "en";
        return TypedResults.Ok(new Session(
            token, new SessionVisitor(visitor.IdentityId.ToString(), visitor.Name, visitor.Verified),
            await sites.ForAsync(visitor, language, page.Items.Count > 0, cancellationToken), await ConversationAsync(visitor, history, places, cancellationToken),
            page.Items, page.HasMore, new GroupPlace(LiveGroupNames.Visitor(visitor.IdentityId), live.Epoch, position)));
    }

    private static async Task<IResult> MessagesAsync(
        string site, HttpContext context, Visitors visitors, VisitorMessages history, VisitorLimits limits, CancellationToken cancellationToken,
        long? after = null, long? before = null, int limit = 50)
    {
        if (await VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        using var lease = limits.Calls.AttemptAcquire(visitor.Key);
        return lease.IsAcquired ? TypedResults.Ok(await history.PageAsync(visitor, after, before, Math.Clamp(limit, 1, 100), cancellationToken)) : SlowDown(context);
    }

    private static async Task<IResult> SendAsync(
        string site, SendRequest request, HttpContext context, Visitors visitors, VisitorLimits limits, DeliveryWriter writer, InboundQueue queue, NpgsqlDataSource dataSource,
        CancellationToken cancellationToken)
    {
        if (await VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        var files = request.UploadIds ?? [];
        var text = string.IsNullOrWhiteSpace(request.Text) ? null : request.Text;
        if (request.Id == Guid.Empty || (text is null && files.Length == 0) || text?.Length > MaxText || files.Length > MaxFiles)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["text"] = [text?.Length > MaxText ? "too_long" : "required"] }, 422);
        }

        using var lease = limits.Messages.AttemptAcquire(visitor.Key);
        if (!lease.IsAcquired)
        {
            return SlowDown(context);
        }

        // From now on they wait for this message, however long it takes.
        await using var command = dataSource.CreateCommand("""
            UPDATE conversations.attachment SET sent_at = COALESCE(sent_at, clock_timestamp()) WHERE id = ANY($1) AND uploaded_by = $2 AND conversation_id IS NULL AND state = 1
            RETURNING id, kind, file_name, content_type, size
            """).With(files, visitor.IdentityId);
        var uploads = files.Length == 0 ? [] : await command.ReadAllAsync(
            reader => new WebChatUpload(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4)), cancellationToken);
        if (uploads.Count != files.Distinct().Count() && !await history(dataSource, visitor, request.Id, cancellationToken))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["uploadIds"] = ["unknown"] }, 422);
        }

        return await StoreAsync(context, visitor, $"m:{request.Id:N}", new WebChatMessage(request.Id, visitor.ExternalId, null, text, uploads, visitor.Name), writer, queue) ?? TypedResults.Accepted((string?)null, new Accepted(request.Id));

        // A repeated request finds its uploads taken already: the first one has arrived.
        static async Task<bool> history(NpgsqlDataSource dataSource, Visitor visitor, Guid id, CancellationToken cancellationToken)
        {
            await using var known = dataSource.CreateCommand("SELECT 1 FROM conversations.message_key WHERE account_id = $1 AND provider_id = $2").With(visitor.Site.Account.Id, id.ToString("D"));
            return await known.ExecuteScalarAsync(cancellationToken) is not null;
        }
    }

    private static async Task<IResult> UploadAsync(string site, HttpContext context, Visitors visitors, VisitorLimits limits, UploadStore uploads, CancellationToken cancellationToken)
    {
        if (await VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        using var lease = limits.Uploads.AttemptAcquire(visitor.Key);
        return lease.IsAcquired ? await uploads.TakeAsync(context.Request, visitor.IdentityId, visitor.Site.Account.Id, cancellationToken) : SlowDown(context);
    }

    private static async Task<IResult> ReadAsync(
        string site, ReadRequest request, HttpContext context, Visitors visitors, VisitorMessages history, VisitorLimits limits, DeliveryWriter writer, InboundQueue queue, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        using var lease = limits.Calls.AttemptAcquire(visitor.Key);
        if (!lease.IsAcquired)
        {
            return SlowDown(context);
        }

        var (conversation, number) = VisitorPlace.Split(request.UpTo);
        if (!await history.IsNewestAsync(visitor, conversation, cancellationToken))
        {
            return TypedResults.Accepted((string?)null);
        }

        return await StoreAsync(context, visitor, null, new WebChatRead(NewId.Create(time), visitor.ExternalId, null, number), writer, queue) ?? TypedResults.Accepted((string?)null);
    }

    private static async Task<IResult> CatchUpAsync(
        string site, CatchUpRequest request, HttpContext context, Visitors visitors, QueuePlaces places, VisitorLimits limits, LiveGroups live, CancellationToken cancellationToken)
    {
        if (await VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        using var lease = limits.Calls.AttemptAcquire(visitor.Key);
        if (!lease.IsAcquired)
        {
            return SlowDown(context);
        }

        var (position, frames) = live.CatchUp(LiveGroupNames.Visitor(visitor.IdentityId), request.Epoch, request.After);
        return TypedResults.Ok(new CatchUpAnswer(live.Epoch, position, CatchUp.EventsOf(frames, request.After), frames is null, await places.OfAsync(visitor, cancellationToken)));
    }

    private static async Task<SessionConversation?> ConversationAsync(Visitor visitor, VisitorMessages history, QueuePlaces places, CancellationToken cancellationToken) =>
        await history.ConversationAsync(visitor, cancellationToken) is { } conversation ? conversation with { Ahead = await places.OfAsync(visitor, cancellationToken) } : null;

    internal static async Task<Visitor?> VisitorOfAsync(string site, HttpContext context, Visitors visitors, CancellationToken cancellationToken)
    {
        const string scheme = "Visitor ";
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.Ordinal) && await visitors.SiteAsync(site, cancellationToken) is { } account
            ? await visitors.FindAsync(account, header[scheme.Length..], cancellationToken)
            : null;
    }

    /// <summary>Null when stored.</summary>
    private static Task<IResult?> StoreAsync(HttpContext context, Visitor visitor, string? key, WebChatEvent visitorEvent, DeliveryWriter writer, InboundQueue queue) =>
        StoreAsync(context, visitor.Site.Account.Id, key, WebChatEnvelope.Write(visitorEvent), writer, queue);

    /// <summary>Null when stored.</summary>
    internal static async Task<IResult?> StoreAsync(HttpContext context, Guid accountId, string? key, byte[] body, DeliveryWriter writer, InboundQueue queue)
    {
        try
        {
            if (!queue.IsFull)
            {
                await writer.StoreAsync(accountId, key, body, CancellationToken.None);
                return null;
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or IOException)
        {
            // Not stored, so not accepted: the widget keeps the message and asks again with the same id.
        }

        context.Response.Headers.RetryAfter = "5";
        return Problem.Of(503, "busy");
    }

    private static async Task VouchAsync(NpgsqlDataSource dataSource, FactSignal facts, Visitor visitor, VouchedVisitor vouched, CancellationToken cancellationToken)
    {
        // The first message makes the identity with what the site says; one that exists learns a new name here.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await IdentityWrites.VouchAsync(connection, visitor.IdentityId, vouched.Name, cancellationToken) is { } customerId)
        {
            var batch = new NpgsqlBatch(connection);
            Fact.AddInserts(batch, [CustomerFacts.Changed(customerId)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            facts.Raise();
        }
    }

    internal static IResult SlowDown(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "5";
        return Problem.Of(429, "slow_down");
    }
}
