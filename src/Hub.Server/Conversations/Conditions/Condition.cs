namespace Hub.Server.Conversations.Conditions;

/// <summary>
/// A nested condition on conversations: all, any and not over tests of typed fields. Read from JSON by <see cref="ConditionReader"/>, written as SQL by
/// <see cref="ConditionSql"/>. Saved views use it; whatever else asks "is it one of these?" can. The shape is documented in docs/conditions.md.
/// </summary>
internal abstract record Condition(ConditionTraits Traits)
{
    internal sealed record All(IReadOnlyList<Condition> Of) : Condition(Together(Of));

    internal sealed record Any(IReadOnlyList<Condition> Of) : Condition(Together(Of));

    internal sealed record Not(Condition Of) : Condition(Of.Traits);

    /// <param name="Sql">Writes the test; values become parameters.</param>
    internal sealed record Test(ConditionTraits Its, Func<ConditionSql, string> Sql) : Condition(Its);

    private static ConditionTraits Together(IEnumerable<Condition> conditions) => conditions.Aggregate(ConditionTraits.None, (traits, condition) => traits | condition.Traits);
}

/// <summary>What the answer depends on besides the conversation's head.</summary>
[Flags]
internal enum ConditionTraits
{
    None = 0,

    /// <summary>Who asks: "mine", "my teams".</summary>
    Personal = 1,

    /// <summary>The time: it can begin or cease to hold without anything happening.</summary>
    Timed = 2,

    /// <summary>What rarely changes of the conversation: alias <c>c</c>.</summary>
    OfConversation = 4,

    /// <summary>The customer: aliases <c>c</c> and <c>cu</c>.</summary>
    OfCustomer = 8,
}
