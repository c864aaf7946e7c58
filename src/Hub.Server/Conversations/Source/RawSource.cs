using Hub.Server.Conversations.Inbound;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Npgsql;

namespace Hub.Server.Conversations.Source;

/// <summary>A message as it came in, byte for byte. Who looks is noted before anything is shown; where numbers are masked in the message it takes the right to reveal them.</summary>
internal static class RawSource
{
    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapGet("/{id:guid}/messages/{number:int}/source", HandleAsync).WithName("GetMessageSource").RequireSignedIn().Produces<Stream>(200, "text/plain");

    private static async Task<IResult> HandleAsync(Guid id, int number, CurrentAgent agent, NpgsqlDataSource dataSource, RawBodies bodies, HttpContext context, CancellationToken cancellationToken)
    {
        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row || await bodies.OfAsync(id, number, cancellationToken) is not { } body)
        {
            return Problem.NotFound();
        }

        if (body.Sealed && !ConversationAccess.May(agent, Permissions.RevealCustomers, ConversationAccess.Of(row)))
        {
            return Problem.Of(403, "masked");
        }

        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "message.source_opened")
            {
                CustomerId = row.Customer.Id,
                ConversationId = id,
                Data = new { number, masked = body.Sealed },
            });
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.CacheControl = "no-store";
        return TypedResults.File(body.Bytes, "text/plain; charset=utf-8", $"{row.Number}-{number}.eml");
    }
}
