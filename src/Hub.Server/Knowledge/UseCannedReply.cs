using Hub.Server.Conversations;
using Hub.Server.Conversations.Attachments;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Knowledge;

/// <summary>A canned reply filled in for one conversation: to look at, and to insert. Inserting copies its files and counts the use; sending knows nothing of it.</summary>
internal static class UseCannedReply
{
    /// <param name="Language">The language the text is in: the customer's, or the one there is.</param>
    /// <param name="Empty">Variables nobody knows a value for; they stand in the text as they were.</param>
    internal sealed record Preview(Guid Id, string Language, string Text, IReadOnlyList<string> Empty, IReadOnlyList<CannedFile> Files);

    internal sealed record InsertRequest(Guid ConversationId, string? Language, bool WithFiles);

    internal sealed record Inserted(Guid Id, string Language, string Text, IReadOnlyList<string> Empty, IReadOnlyList<Files.Uploaded> Files);

    public static void Map(RouteGroupBuilder replies)
    {
        replies.MapGet("/{id:guid}/preview", PreviewAsync).WithName("PreviewCannedReply").RequirePermission(Permissions.Reply).Produces<Preview>();
        replies.MapPost("/{id:guid}/insertions", InsertAsync).WithName("InsertCannedReply").RequirePermission(Permissions.Reply).Produces<Inserted>();
    }

    private static async Task<IResult> PreviewAsync(
        Guid id, Guid conversationId, string? language, CurrentAgent agent, CannedReplies replies, ReplyContexts contexts, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, conversationId, agent, replies, contexts, cancellationToken) is not var (reply, context))
        {
            return Problem.NotFound();
        }

        var (written, text) = reply.In(language ?? context.Language);
        var rendered = ReplyVariables.Render(text, context.ValuesIn(written));
        return TypedResults.Ok(new Preview(id, written, rendered.Text, rendered.Empty, reply.Files));
    }

    private static async Task<IResult> InsertAsync(
        Guid id, InsertRequest request, CurrentAgent agent, CannedReplies replies, ReplyContexts contexts, CannedFiles files, NpgsqlDataSource dataSource, TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await FindAsync(id, request.ConversationId, agent, replies, contexts, cancellationToken) is not var (reply, context))
        {
            return Problem.NotFound();
        }

        var (written, text) = reply.In(request.Language ?? context.Language);
        var rendered = ReplyVariables.Render(text, context.ValuesIn(written));
        var copied = request.WithFiles && reply.Files.Count > 0 ? await files.GiveAsync(agent, id, cancellationToken) : [];
        await using var command = dataSource.CreateCommand("UPDATE knowledge.canned_reply SET used = used + 1, last_used_at = $2 WHERE id = $1").With(id, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(CancellationToken.None);
        return TypedResults.Ok(new Inserted(id, written, rendered.Text, rendered.Empty, copied));
    }

    private static async Task<(CannedReply Reply, ReplyContext Context)?> FindAsync(
        Guid id, Guid conversationId, CurrentAgent agent, CannedReplies replies, ReplyContexts contexts, CancellationToken cancellationToken) =>
        await contexts.ForAgentAsync(agent, conversationId, cancellationToken) is { } context
        && await replies.FindAsync(agent, id, context.BrandId, deleted: false, cancellationToken) is { } reply
            ? (reply, context)
            : null;
}
