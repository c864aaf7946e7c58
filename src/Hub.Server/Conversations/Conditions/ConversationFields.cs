using Hub.Server.Conversations.Vocabulary;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Npgsql;

namespace Hub.Server.Conversations.Conditions;

/// <summary>Every field of a conversation that a condition can test.</summary>
internal sealed class ConversationFields(NpgsqlDataSource dataSource, Agents agents, Brands brands, ChannelAccounts accounts)
{
    // Whoever chooses a reason means everything below it too; the tree has three levels.
    private const string ReasonsBelow = """
        ARRAY(SELECT t.id FROM conversations.term t LEFT JOIN conversations.term p ON p.id = t.parent_id WHERE t.id = ANY({0}) OR t.parent_id = ANY({0}) OR p.parent_id = ANY({0}))
        """;

    private static readonly System.Text.CompositeFormat Below = System.Text.CompositeFormat.Parse(ReasonsBelow);

    /// <summary>Those every hub has, whatever fields the firm has made.</summary>
    public static IEnumerable<string> BuiltIn => All([], null, null).Keys;

    /// <summary>For what was checked when it was saved: a person or team that is gone by now matches nothing, and that is no error.</summary>
    public async Task<ConditionReader> ForStoredAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new ConditionReader(All(await VocabularyReader.FieldsAsync(connection, cancellationToken), null, null), strict: false);
    }

    /// <summary>For what somebody has just made: every id must be one that exists.</summary>
    public async Task<ConditionReader> ForInputAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var words = await VocabularyReader.ReadAsync(connection, Guid.Empty, cancellationToken);
        var ids = new KnownIds(
            (await agents.ListAsync(cancellationToken)).Select(agent => agent.Id).ToHashSet(), (await agents.TeamsAsync(cancellationToken)).Select(team => team.Id).ToHashSet(),
            (await brands.AllAsync(cancellationToken)).Select(brand => brand.Id).ToHashSet(), (await accounts.AllAsync(cancellationToken)).Select(account => account.Account.Id).ToHashSet(),
            words.States.Select(term => term.Id).ToHashSet(), words.Reasons.Select(term => term.Id).ToHashSet(), words.Results.Select(term => term.Id).ToHashSet());
        return new ConditionReader(All(words.Fields, ids, accounts.Knows), strict: true);
    }

    private sealed record KnownIds(
        HashSet<Guid> Agents, HashSet<Guid> Teams, HashSet<Guid> Brands, HashSet<Guid> Accounts, HashSet<Guid> States, HashSet<Guid> Reasons, HashSet<Guid> Results);

    private static Dictionary<string, ConditionField> All(IEnumerable<Field> custom, KnownIds? known, Func<string, bool>? isChannel)
    {
        const ConditionTraits head = ConditionTraits.None;
        const ConditionTraits whole = ConditionTraits.OfConversation;
        const ConditionTraits customer = ConditionTraits.OfConversation | ConditionTraits.OfCustomer;
        ConditionField[] fields =
        [
            new StatusField("status"),
            new IdField("state", "h.state_id", head, known?.States, nullable: true),
            new IdField("owner", "h.owner_id", head, known?.Agents, nullable: true, ("me", sql => sql.Agent.Id)),
            new IdField("team", "h.team_id", head, known?.Teams, nullable: true, ("mine", sql => sql.Agent.TeamIds.ToArray())),
            new IdField("brand", "c.brand_id", whole, known?.Brands, nullable: false),
            new KeyField("channel", "c.channel", whole, isChannel is null ? null : channel => isChannel(channel) || LogChannels.Contains(channel)),
            new IdField("account", "c.account_id", whole, known?.Accounts, nullable: true),
            new TagsField("tags", "h.tags", head),
            new IdField("reason", "c.reason_id", whole, known?.Reasons, nullable: true, within: ids => string.Format(null, Below, ids)),
            new IdField("result", "c.result_id", whole, known?.Results, nullable: true),
            new YesNoField("unread", "h.unread > 0", head),
            new YesNoField("failedSend", "h.attention > 0", head),
            new YesNoField("scheduled", "h.scheduled > 0", head),
            new YesNoField("followUp", "EXISTS (SELECT FROM conversations.follow_up f WHERE f.conversation_id = h.conversation_id AND f.done_at IS NULL)", head | ConditionTraits.Timed),
            new AgeField("waiting", "h.waiting_since", head),
            new AgeField("lastActivity", "h.last_activity_at", head),
            new AgeField("created", "c.created_at", whole),
            new AgeField("resolved", "h.resolved_at", head),
            new DueField("due", "h.due_at", head),
            new NumberField("reopens", "h.reopens", head),
            new KeyField("customerLanguage", "cu.language", customer),
            new TagsField("customerTags", "cu.tags", customer),
            new TextField("customerCompany", "cu.company", customer),
            new YesNoField("customerCaution", "cu.caution IS NOT NULL", customer),
            new YesNoField("customerBlocked", "EXISTS (SELECT FROM customers.identity i WHERE i.id = h.identity_id AND i.blocked_until > clock_timestamp())", customer | ConditionTraits.Timed),
            new YesNoField("letterSpam", $"COALESCE((SELECT (m.content->'checks'->>'spam')::boolean {NewestChecked}), FALSE)", head),
            new KeyField("letterDmarc", $"(SELECT m.content->'checks'->>'dmarc' {NewestChecked})", head, DmarcResults.Contains),
            new YesNoField("customerReachable", "EXISTS (SELECT FROM customers.identity i WHERE i.id = h.identity_id AND i.reachable)", customer),
        ];
        return fields.Concat(custom.Select(field => new CustomField(field))).ToDictionary(field => field.Key, StringComparer.Ordinal);
    }

    /// <summary>The newest letter about which the firm's own mail server has said something. Only conversations of letters are looked into.</summary>
    private const string NewestChecked = "FROM conversations.message m WHERE h.threaded AND m.conversation_id = h.conversation_id AND m.kind = 0 AND m.content->'checks' <> 'null' ORDER BY m.number DESC LIMIT 1";

    /// <summary>RFC 7489 section 11.2.</summary>
    private static readonly HashSet<string> DmarcResults = new(StringComparer.Ordinal) { "pass", "fail", "none", "temperror", "permerror" };

    /// <summary>What is written down without a channel account.</summary>
    private static readonly HashSet<string> LogChannels = new(StringComparer.Ordinal) { "phone", "fax", "letter", "visit" };
}
