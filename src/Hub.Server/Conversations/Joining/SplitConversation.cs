using Hub.Server.Conversations.Sensitive;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Joining;

/// <summary>
/// Takes messages out of a conversation into one of their own, which goes on by itself: answers to them follow. Their numbers stay behind, empty, with a word on
/// where they went; undoing it puts them back as long as nothing has been added over there. Where a person has one open conversation, what they write goes on coming
/// into the first one: the new one stands beside it.
/// </summary>
internal sealed class SplitConversation(NpgsqlDataSource dataSource, MaskedValues maskedValues, FactSignal facts, TimeProvider time)
{
    private const int MaxMessages = 200;

    internal sealed record Request(int[]? Numbers, string? Subject = null);

    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPost("/{id:guid}/split", (Delegate)PostAsync).WithName("SplitConversation").RequirePermission(Permissions.Assign).Produces<ConversationRow>(201);
        conversations.MapDelete("/{id:guid}/split", (Delegate)DeleteAsync).WithName("UndoSplit").RequirePermission(Permissions.Assign).Produces<ConversationRow>();
    }

    private static Task<IResult> PostAsync(Guid id, Request request, CurrentAgent agent, SplitConversation split, CancellationToken cancellationToken) => split.SplitAsync(id, request, agent, cancellationToken);

    private static Task<IResult> DeleteAsync(Guid id, CurrentAgent agent, SplitConversation split, CancellationToken cancellationToken) => split.UndoAsync(id, agent, cancellationToken);

    private async Task<IResult> SplitAsync(Guid id, Request request, CurrentAgent agent, CancellationToken cancellationToken)
    {
        var numbers = request.Numbers?.Distinct().Order().ToArray() ?? [];
        if (numbers.Length is 0 or > MaxMessages)
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["numbers"] = [numbers.Length == 0 ? "required" : "too_many"] });
        }

        Guid created;
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            var from = batch.Conversations.GetValueOrDefault(id);
            if (ConversationAccess.Refusal(agent, from) is { } refusal)
            {
                return refusal;
            }

            if (from!.IdentityId is null || from.SideOf is not null || from.MergedInto is not null)
            {
                return Problem.Of(409, from.MergedInto is not null ? "merged" : "cannot_split");
            }

            var moving = new MovedMessages(batch, maskedValues);
            if (await moving.RefusalAsync(from.Id, numbers, cancellationToken) is { } reason)
            {
                return Problem.Of(409, reason);
            }

            var (identityId, customerId, subject) = await moving.WhoseAsync(from, numbers, cancellationToken);
            var into = batch.Create(from.AccountId, from.Channel, from.BrandId, from.TeamId, identityId, customerId, threaded: true);
            (into.OwnerId, into.Subject, created) = (from.OwnerId, string.IsNullOrWhiteSpace(request.Subject) ? subject ?? from.Subject : request.Subject.Trim(), into.Id);
            into.Remember();
            await moving.MoveAsync(from, into, numbers, cancellationToken);
            var by = Actor.Agent(agent.Id);
            into.AppendActivity(by, "splitFrom", new { conversationId = from.Id, number = (await MergeConversations.NumbersAsync(batch, from.Id, from.Id, cancellationToken))[from.Id] }, batch.Now);
            from.AppendActivity(by, "split", new { conversationId = into.Id, count = numbers.Length }, batch.Now);
            batch.Also(new NpgsqlBatchCommand("UPDATE conversations.conversation SET split_from = $2 WHERE id = $1") { Parameters = { new() { Value = into.Id }, new() { Value = from.Id } } });
            batch.Also(AuditLog.Insert(MergeConversations.Entry(agent, from, "conversation.split", into.Id)));
            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        return TypedResults.Created($"/api/conversations/{created}", (await ConversationRow.ByIdsAsync(dataSource, [created], cancellationToken))[0]);
    }

    private async Task<IResult> UndoAsync(Guid id, CurrentAgent agent, CancellationToken cancellationToken)
    {
        Guid origin;
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, cancellationToken))
        {
            await using var find = new NpgsqlCommand("SELECT split_from FROM conversations.conversation WHERE id = $1", batch.Connection).With(id);
            var from = await find.ExecuteScalarAsync(cancellationToken) as Guid?;
            await using (var reader = await batch.ReadAsync(ConversationBatch.LockById(from is { } known ? [id, known] : [id]), cancellationToken))
            {
                await batch.LoadAsync(reader, cancellationToken);
            }

            var split = batch.Conversations.GetValueOrDefault(id);
            if (ConversationAccess.Refusal(agent, split) is { } refusal)
            {
                return refusal;
            }

            if (from is null || split!.MergedInto is not null || batch.Conversations.GetValueOrDefault(from.Value) is not { } back)
            {
                return Problem.Of(409, "not_split");
            }

            if (ConversationAccess.Refusal(agent, back) is { } elsewhere)
            {
                return elsewhere;
            }

            var moving = new MovedMessages(batch, maskedValues);
            if (await moving.HasMoreAsync(id, cancellationToken))
            {
                return Problem.Of(409, "has_more");
            }

            origin = back.Id;
            await moving.MoveBackAsync(split, back, cancellationToken);
            var by = Actor.Agent(agent.Id);
            split.Resolve(by, batch.Now);
            (split.OwnerId, split.TeamId, split.MergedInto) = (back.OwnerId, back.TeamId, back.Id);
            split.AppendActivity(by, "unsplit", new { conversationId = back.Id }, batch.Now);
            back.AppendActivity(by, "unsplit", new { conversationId = id }, batch.Now);
            batch.Also(new NpgsqlBatchCommand("""
                UPDATE conversations.conversation SET merged_into = $2, merged_at = $3, merged_before = '{"status":"resolved"}', split_from = NULL WHERE id = $1
                """)
            {
                Parameters = { new() { Value = id }, new() { Value = back.Id }, new() { Value = batch.Now } },
            });
            batch.Also(AuditLog.Insert(MergeConversations.Entry(agent, split, "conversation.unsplit", back.Id)));
            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        return TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [origin], cancellationToken))[0]);
    }
}
