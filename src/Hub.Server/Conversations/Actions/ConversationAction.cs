using Hub.Server.Identity;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>
/// What every action on one conversation shares: lock it, ask the gate, change it, write it with its facts, answer with the fresh row. The change returns
/// a problem to stop, or null to go on.
/// </summary>
internal sealed class ConversationAction(NpgsqlDataSource dataSource, FactSignal facts, TimeProvider time)
{
    public Task<IResult> RunAsync(Guid id, CurrentAgent agent, Func<ConversationState, ConversationBatch, IResult?> change, CancellationToken cancellationToken) =>
        RunQueryingAsync(id, agent, (conversation, batch) => Task.FromResult(change(conversation, batch)), cancellationToken);

    /// <summary>As <see cref="RunAsync"/>, for a change that asks the database on the batch's connection.</summary>
    public async Task<IResult> RunQueryingAsync(Guid id, CurrentAgent agent, Func<ConversationState, ConversationBatch, Task<IResult?>> change, CancellationToken cancellationToken)
    {
        await using (var batch = await ConversationBatch.BeginAsync(dataSource, time, id, cancellationToken))
        {
            var conversation = batch.Conversations.GetValueOrDefault(id);
            if (ConversationAccess.Refusal(agent, conversation) is { } refusal)
            {
                return refusal;
            }

            if (await change(conversation!, batch) is { } stopped)
            {
                return stopped;
            }

            await batch.CommitAsync(CancellationToken.None);
        }

        facts.Raise();
        // Read without the gate: whoever hands a conversation on still learns how it ended.
        return TypedResults.Ok((await ConversationRow.ByIdsAsync(dataSource, [id], cancellationToken))[0]);
    }
}
