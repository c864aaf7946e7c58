using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Sensitive;

/// <summary>Shows once what was written where a message is masked. The audit entry is committed before anything is shown.</summary>
internal static class RevealMessage
{
    private const int MaxReason = 500;

    internal sealed record Request(string? Reason);

    internal sealed record Revealed(string Text);

    public static void Map(RouteGroupBuilder conversations) =>
        conversations.MapPost("/{id:guid}/messages/{number:int}/reveal", HandleAsync).WithName("RevealMessage").RequirePermission(Permissions.RevealCustomers).Produces<Revealed>();

    private static async Task<IResult> HandleAsync(
        Guid id, int number, Request request, CurrentAgent agent, NpgsqlDataSource dataSource, MaskedValues maskedValues, HttpContext context, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaxReason)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["reason"] = [string.IsNullOrWhiteSpace(request.Reason) ? "required" : "too_long"] });
        }

        if (await GetConversation.VisibleRowAsync(dataSource, agent, id, cancellationToken) is not { } row)
        {
            return Problem.NotFound();
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var find = new NpgsqlCommand("SELECT sealed, kinds FROM conversations.masked_value WHERE conversation_id = $1 AND number = $2", connection).With(id, number);
        var found = await find.ReadFirstAsync(reader => new { Sealed = reader.GetFieldValue<byte[]>(0), Kinds = reader.GetFieldValue<string[]>(1) }, cancellationToken);
        if (found is null)
        {
            return Problem.NotFound();
        }

        await AuditLog.WriteAsync(connection, cancellationToken, new AuditEntry(agent.AsActor(), "message.revealed")
        {
            CustomerId = row.Customer.Id,
            ConversationId = id,
            Data = new { number, kinds = found.Kinds, reason = MaskedText.Of(request.Reason.Trim()).Text },
        });
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Revealed(maskedValues.Open(id, number, found.Sealed)));
    }
}
