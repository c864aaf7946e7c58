using Hub.Server.Identity;
using Npgsql;

namespace Hub.Server.Conversations.Conditions;

/// <summary>
/// A condition as one SQL predicate over <c>h</c> (the head), <c>c</c> and <c>cu</c>. The text is made of constants of ours and placeholders only; every value
/// a person gave is a parameter of the command.
/// </summary>
internal sealed class ConditionSql(NpgsqlCommand command, CurrentAgent agent, DateTimeOffset now)
{
    public CurrentAgent Agent => agent;

    public DateTimeOffset Now => now;

    /// <summary>What meets the condition and may be seen: the predicate never goes without the gate.</summary>
    public static string Gated(Condition condition, NpgsqlCommand command, CurrentAgent agent, DateTimeOffset now) =>
        $"({Ungated(condition, command, agent, now)} AND {ConversationAccess.ForAgent(agent, command)})";

    /// <summary>For whoever asks the gate about every row it returns, as the counts of views do for many people at once.</summary>
    public static string Ungated(Condition condition, NpgsqlCommand command, CurrentAgent agent, DateTimeOffset now) => new ConditionSql(command, agent, now).Write(condition);

    /// <summary>The tables it needs.</summary>
    public static string From(Condition condition) => "FROM conversations.conversation_head h"
        + ((condition.Traits & (ConditionTraits.OfConversation | ConditionTraits.OfCustomer)) != 0 ? " JOIN conversations.conversation c ON c.id = h.conversation_id" : "")
        + (condition.Traits.HasFlag(ConditionTraits.OfCustomer) ? " JOIN customers.customer cu ON cu.id = c.customer_id" : "");

    public string Parameter(object value)
    {
        command.Parameters.Add(new() { Value = value });
        return $"${command.Parameters.Count}";
    }

    /// <summary>What is not known counts as not so: after this, "not" and "is none of" hold for rows without a value.</summary>
    public static string Not(string predicate) => $"(({predicate}) IS NOT TRUE)";

    private string Write(Condition condition) => condition switch
    {
        Condition.All { Of.Count: 0 } => "TRUE",
        Condition.All all => $"({string.Join(" AND ", all.Of.Select(Write))})",
        Condition.Any { Of.Count: 0 } => "FALSE",
        Condition.Any any => $"({string.Join(" OR ", any.Of.Select(Write))})",
        Condition.Not not => Not(Write(not.Of)),
        Condition.Test test => $"({test.Sql(this)})",
        _ => throw new InvalidOperationException($"{condition.GetType()} has no SQL."),
    };
}
