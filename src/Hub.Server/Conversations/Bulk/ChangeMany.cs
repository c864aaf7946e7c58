using Hub.Server.Conversations.Actions;
using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform.Audit;

namespace Hub.Server.Conversations.Bulk;

/// <summary>Assign, change the status of, tag, mark as spam or as read up to 500 conversations in one step.</summary>
internal static class ChangeMany
{
    private const int MaxTags = 50;

    /// <param name="TeamId">Null: each keeps its team.</param>
    internal sealed record AssignRequest(Guid[] Ids, Guid? OwnerId, Guid? TeamId);

    /// <param name="DueAt">When they come back by themselves: wanted for snoozed, allowed for waiting.</param>
    internal sealed record StatusRequest(Guid[] Ids, ConversationStatus Status, Guid? StateId = null, DateTimeOffset? DueAt = null);

    internal sealed record TagsRequest(Guid[] Ids, string[]? Add, string[]? Remove);

    internal sealed record IdsRequest(Guid[] Ids);

    public static void Map(RouteGroupBuilder bulk)
    {
        bulk.MapPost("/assignment", AssignAsync).WithName("AssignMany").RequirePermission(Permissions.Assign).Produces<BulkResult>();
        bulk.MapPost("/status", StatusAsync).WithName("ChangeStatusOfMany").RequirePermission(Permissions.Resolve).Produces<BulkResult>();
        bulk.MapPost("/tags", TagsAsync).WithName("TagMany").RequirePermission(Permissions.Note).Produces<BulkResult>();
        bulk.MapPost("/spam", SpamAsync).WithName("MarkManyAsSpam").RequirePermission(Permissions.MarkSpam).Produces<BulkResult>();
        bulk.MapPost("/read", ReadAsync).WithName("MarkManyRead").RequirePermission(Permissions.Note).Produces<BulkResult>();
    }

    private static async Task<IResult> AssignAsync(AssignRequest request, CurrentAgent agent, BulkRun run, Agents directory, CancellationToken cancellationToken)
    {
        var owner = request.OwnerId is { } ownerId ? await directory.GetAsync(ownerId, cancellationToken) : null;
        if (request.OwnerId is not null && owner is not { Active: true })
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["ownerId"] = ["unknown"] });
        }

        var teams = (await directory.TeamsAsync(cancellationToken)).ToDictionary(team => team.Id, team => team.Name);
        if (request.TeamId is { } wanted && !teams.ContainsKey(wanted))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["teamId"] = ["unknown"] });
        }

        return await run.RunAsync(
            BulkKind.Assign, request.Ids, agent, (conversation, batch) =>
            {
                var team = request.TeamId ?? conversation.TeamId;
                conversation.Assign(
                    Actor.Agent(agent.Id), owner?.Id, team, new { ownerId = owner?.Id, ownerName = owner?.Name, teamId = team, teamName = team is { } id ? teams.GetValueOrDefault(id) : null }, batch.Now);
                return null;
            },
            prepare: null, cancellationToken);
    }

    private static async Task<IResult> StatusAsync(StatusRequest request, CurrentAgent agent, BulkRun run, Brands brands, CancellationToken cancellationToken)
    {
        var change = new ChangeStatus.StatusRequest(request.Status, request.StateId, request.DueAt);
        var missing = new Dictionary<Guid, List<string>>();
        IReadOnlySet<Guid> another = new HashSet<Guid>();
        var entries = (await brands.AllAsync(cancellationToken)).ToDictionary(brand => brand.Id);
        return await run.RunAsync(
            BulkKind.Status, request.Ids, agent, (conversation, batch) =>
            {
                if (request.Status == ConversationStatus.Snoozed && conversation.Status.IsClosed())
                {
                    return new LeftOut(conversation.Id, "closed", []);
                }

                if (missing.GetValueOrDefault(conversation.Id) is { Count: > 0 } lacks)
                {
                    return new LeftOut(conversation.Id, "required_before_resolve", lacks);
                }

                if (another.Contains(conversation.Id))
                {
                    return new LeftOut(conversation.Id, "another_open", []);
                }

                conversation.ChangeStatus(Actor.Agent(agent.Id), request.Status, request.StateId, request.DueAt?.ToUniversalTime(), batch.Now);
                return null;
            },
            async batch =>
            {
                if (await ChangeStatus.InvalidAsync(batch, change, cancellationToken) is { } invalid)
                {
                    return invalid;
                }

                if (request.Status == ConversationStatus.Resolved)
                {
                    var toResolve = batch.Conversations.Values.Where(conversation => conversation.Status != ConversationStatus.Resolved).ToDictionary(conversation => conversation.Id);
                    var fields = await VocabularyReader.FieldsAsync(batch.Connection, cancellationToken);
                    foreach (var (id, classification) in await Classification.LoadManyAsync(batch.Connection, [.. toResolve.Keys], cancellationToken))
                    {
                        missing[id] = entries.GetValueOrDefault(toResolve[id].BrandId) is { } brand ? classification.Missing(brand, fields) : [];
                    }
                }
                else if (!request.Status.IsClosed())
                {
                    another = await BulkRun.WithAnotherOpenAsync(batch, batch.Conversations.Values, cancellationToken);
                }

                return null;
            },
            cancellationToken);
    }

    private static async Task<IResult> TagsAsync(TagsRequest request, CurrentAgent agent, BulkRun run, CancellationToken cancellationToken)
    {
        if ((TagConversation.Clean(request.Add), TagConversation.Clean(request.Remove)) is not ({ } add, { } remove))
        {
            return Problem.Invalid(new Dictionary<string, string[]> { ["add"] = ["too_long"] });
        }

        return await run.RunAsync(
            BulkKind.Tags, request.Ids, agent, (conversation, batch) =>
            {
                var tags = conversation.Tags.Except(remove, StringComparer.Ordinal).Union(add, StringComparer.Ordinal).ToArray();
                if (tags.Length > MaxTags)
                {
                    return new LeftOut(conversation.Id, "too_many_tags", []);
                }

                conversation.Tag(Actor.Agent(agent.Id), tags, batch.Now);
                return null;
            },
            prepare: null, cancellationToken);
    }

    private static Task<IResult> SpamAsync(IdsRequest request, CurrentAgent agent, BulkRun run, CancellationToken cancellationToken) => run.RunAsync(
        BulkKind.Spam, request.Ids, agent, (conversation, batch) =>
        {
            if (conversation.MarkSpam(Actor.Agent(agent.Id), batch.Now))
            {
                batch.Also(AuditLog.Insert(new AuditEntry(agent.AsActor(), "conversation.marked_spam")
                {
                    TargetKind = "conversation",
                    TargetId = conversation.Id,
                    CustomerId = conversation.CustomerId,
                    ConversationId = conversation.Id,
                }));
            }

            return null;
        },
        prepare: null, cancellationToken);

    private static Task<IResult> ReadAsync(IdsRequest request, CurrentAgent agent, BulkRun run, CancellationToken cancellationToken) => run.RunAsync(
        BulkKind.Read, request.Ids, agent, (conversation, _) =>
        {
            if (conversation.Unread > 0)
            {
                conversation.Unread = 0;
                conversation.Touch();
            }

            return null;
        },
        prepare: null, cancellationToken);
}
