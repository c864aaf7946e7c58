using Hub.Server.Conversations.Calls;
using Hub.Server.Conversations.FollowUps;
using Hub.Server.Integrations;
using Hub.Server.Platform.Live;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.Live;

/// <summary>What rings: calls for whoever they are for, follow-ups for whoever sees their conversation.</summary>
internal sealed class BroadcastRings(LiveGroups groups, ChannelAccounts accounts, NpgsqlDataSource dataSource)
{
    public async Task PublishAsync(List<StoredFact> facts, CancellationToken cancellationToken)
    {
        foreach (var id in facts.Where(fact => fact.Type == CallFacts.ChangedType).Select(fact => fact.Lane).Distinct())
        {
            if (await CallRow.OfAsync(dataSource, id, cancellationToken) is { } call)
            {
                var account = await accounts.ByIdAsync(call.AccountId, cancellationToken);
                Publish(call.WhoseAt(account), new CallChanged(CallView.Of(call, account)));
            }
        }

        foreach (var id in facts.Where(fact => fact.Type is FollowUpFacts.ChangedType or FollowUpFacts.DueType or FollowUpFacts.ReturnedType).Select(fact => fact.Lane).Distinct())
        {
            if (await FollowUpView.OfAsync(dataSource, id, cancellationToken) is { } followUp)
            {
                Publish(followUp.Whose, new FollowUpChanged(followUp));
            }
        }
    }

    private void Publish(Whose whose, DeskEvent one)
    {
        foreach (var group in ConversationAccess.GroupsFor(whose).Where(groups.Exists))
        {
            groups.Publish(group, [one]);
        }
    }
}
