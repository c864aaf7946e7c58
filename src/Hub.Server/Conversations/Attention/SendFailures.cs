using Hub.Server.Conversations.Notifications;
using Hub.Server.Identity;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Attention;

/// <summary>
/// What follows when a message of ours has failed, or nobody knows whether it arrived: it waits for a person to settle it, its writer and the owner are told,
/// and a resolved conversation comes back: to its owner, or to the team when the owner is off.
/// </summary>
internal sealed class SendFailures(Agents agents)
{
    public async Task RaiseAsync(ConversationBatch batch, ConversationState conversation, int number, DeliveryState state, CancellationToken cancellationToken)
    {
        if (!await UnsettledSends.AddAsync(batch, conversation, number, cancellationToken))
        {
            return;
        }

        await ReopenAsync(batch, conversation, number, state, cancellationToken);
        await using var find = new NpgsqlCommand("SELECT sender_id FROM conversations.message WHERE conversation_id = $1 AND number = $2 AND sender_type = 1", batch.Connection).With(conversation.Id, number);
        var writer = await find.ExecuteScalarAsync(cancellationToken) as Guid?;
        foreach (var person in new[] { writer, conversation.OwnerId }.OfType<Guid>().Distinct())
        {
            Notify.Add(batch, new NewNotification(person, NotificationKinds.FailedSend, $"failed_send/{conversation.Id:N}/{number}/{batch.Now.UtcTicks}")
            {
                ConversationId = conversation.Id,
                Number = number,
            });
        }
    }

    private async Task ReopenAsync(ConversationBatch batch, ConversationState conversation, int number, DeliveryState state, CancellationToken cancellationToken)
    {
        // Where the customer has begun another conversation, that one is worked on; this one stays on the list of what needs attention.
        if (conversation.Status != ConversationStatus.Resolved || conversation.MergedInto is not null || (!conversation.Threaded && await AnotherIsOpenAsync(batch, conversation, cancellationToken)))
        {
            return;
        }

        conversation.Reopen(Actor.System, batch.Now, new { because = state == DeliveryState.Failed ? "sendFailed" : "sendUnknown", number });
        if (conversation.OwnerId is { } owner && !await agents.IsAroundAsync(owner, cancellationToken))
        {
            var teams = await agents.TeamsAsync(cancellationToken);
            conversation.Assign(Actor.System, null, conversation.TeamId, new { teamId = conversation.TeamId, teamName = teams.FirstOrDefault(team => team.Id == conversation.TeamId)?.Name, because = "ownerAway" }, batch.Now);
        }
    }

    /// <summary>One that opens just now is caught by the index at the commit, and the caller records again.</summary>
    private static async Task<bool> AnotherIsOpenAsync(ConversationBatch batch, ConversationState conversation, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT 1 FROM conversations.conversation_head WHERE identity_id = $1 AND conversation_id <> $2 AND status NOT IN (2, 5)
            UNION ALL SELECT 1 FROM conversations.open_identity WHERE identity_id = $1 AND conversation_id <> $2 LIMIT 1
            """, batch.Connection).With(conversation.IdentityId, conversation.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
