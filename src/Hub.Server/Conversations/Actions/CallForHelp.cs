using Hub.Server.Conversations.Notifications;
using Hub.Server.Identity;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.Actions;

/// <summary>
/// "I need help": calls those who may help here and are at their desks, all of them when nobody is. The call stands on the conversation until one of them takes it,
/// whoever called withdraws it, or the conversation is closed.
/// </summary>
internal static class CallForHelp
{
    public static void Map(RouteGroupBuilder conversations)
    {
        conversations.MapPut("/{id:guid}/help", CallAsync).WithName("CallForHelp").RequirePermission(Permissions.Note).Produces<ConversationRow>();
        conversations.MapDelete("/{id:guid}/help", EndAsync).WithName("EndHelp").RequirePermission(Permissions.Note).Produces<ConversationRow>();
    }

    /// <summary>Whoever may help and writes in the conversation has come.</summary>
    public static void Answered(ConversationBatch batch, ConversationState conversation, CurrentAgent agent)
    {
        if (conversation.HelpBy is { } caller && caller != agent.Id && ConversationAccess.May(agent, Permissions.Help, ConversationAccess.Of(conversation)))
        {
            End(batch, conversation, agent);
        }
    }

    private static Task<IResult> CallAsync(Guid id, CurrentAgent agent, ConversationAction action, Agents directory, AgentPresence presence, CancellationToken cancellationToken) =>
        action.RunQueryingAsync(
            id, agent, async (conversation, batch) =>
            {
                if (conversation.Status.IsClosed())
                {
                    return Problem.Of(409, "resolved");
                }

                var helpers = (await directory.ListAsync(cancellationToken)).Where(person => person.Id != agent.Id && ConversationAccess.May(person, Permissions.Help, conversation)).Select(person => person.Id).ToArray();
                if (helpers.Length == 0)
                {
                    return Problem.Of(409, "nobody_to_help");
                }

                if (conversation.CallForHelp(agent.Id, batch.Now))
                {
                    var key = $"help/{conversation.Id:N}/{conversation.LastNumber}";
                    Notify.Add(batch, [.. (await ToCallAsync(batch.Connection, helpers, presence, cancellationToken))
                        .Select(person => new NewNotification(person, NotificationKinds.Help, key) { ConversationId = id, ById = agent.Id })]);
                    batch.Also(AuditLog.Insert(Entry(agent, "help.called", conversation)));
                }

                return null;
            },
            cancellationToken);

    private static Task<IResult> EndAsync(Guid id, CurrentAgent agent, ConversationAction action, CancellationToken cancellationToken) => action.RunAsync(
        id, agent, (conversation, batch) =>
        {
            if (conversation.HelpBy is { } caller && caller != agent.Id && !ConversationAccess.May(agent, Permissions.Help, ConversationAccess.Of(conversation)))
            {
                return Problem.Of(403, "forbidden");
            }

            End(batch, conversation, agent);
            return null;
        },
        cancellationToken);

    private static void End(ConversationBatch batch, ConversationState conversation, CurrentAgent agent)
    {
        if (conversation.EndHelp(agent.Id, batch.Now))
        {
            batch.Also(AuditLog.Insert(Entry(agent, conversation.NewMessages[^1].Content.GetProperty("activity").ValueEquals("helpTaken") ? "help.taken" : "help.withdrawn", conversation)));
        }
    }

    /// <summary>Somebody who has switched these calls off does not count as present: the call would reach nobody.</summary>
    private static async Task<Guid[]> ToCallAsync(NpgsqlConnection connection, Guid[] helpers, AgentPresence presence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT agent_id FROM conversations.notification_settings WHERE agent_id = ANY($1) AND $2 = ANY(switched_off)", connection).With(helpers, NotificationKinds.Help);
        var reachable = helpers.Except(await command.ReadAllAsync(reader => reader.GetGuid(0), cancellationToken)).ToArray();
        var present = reachable.Where(presence.IsPresent).ToArray();
        return present.Length > 0 ? present : reachable;
    }

    private static AuditEntry Entry(CurrentAgent agent, string action, ConversationState conversation) =>
        new(agent.AsActor(), action) { CustomerId = conversation.CustomerId, ConversationId = conversation.Id };
}
