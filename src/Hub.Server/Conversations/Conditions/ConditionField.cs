using System.Text.Json;

namespace Hub.Server.Conversations.Conditions;

internal enum ConditionOperator { In, NotIn, HasAny, HasAll, HasNone, Is, OlderThan, NewerThan, Within, LaterThan, Exactly, AtLeast, AtMost, On, Before, After, Contains, Empty, NotEmpty }

/// <summary>A field one can test, of one kind: which operators it has, which values fit, and how the test reads in SQL.</summary>
internal abstract class ConditionField(string key, string column, ConditionTraits traits)
{
    public const int MaxValues = 50;
    public const int MaxText = 100;

    public string Key => key;

    protected string Column => column;

    protected ConditionTraits Traits => traits;

    public abstract IReadOnlyList<ConditionOperator> Operators { get; }

    /// <summary>The test, or what is wrong with the value.</summary>
    public abstract ReadTest Read(ConditionOperator op, JsonElement? value);

    protected ReadTest Of(Func<ConditionSql, string> sql, ConditionTraits also = ConditionTraits.None) => new(new Condition.Test(traits | also, sql), null);

    protected static ReadTest Wrong(string code) => new(null, code);

    protected ReadTest? Emptiness(ConditionOperator op, JsonElement? value, string isEmpty) => op switch
    {
        ConditionOperator.Empty or ConditionOperator.NotEmpty when value is not null => Wrong("not_wanted"),
        ConditionOperator.Empty => Of(_ => isEmpty),
        ConditionOperator.NotEmpty => Of(_ => ConditionSql.Not(isEmpty)),
        _ => null,
    };

    /// <summary>The texts of a list, or why not.</summary>
    protected static (string[] Texts, string? Wrong) Texts(JsonElement? value, int maxLength = MaxText)
    {
        if (value is not { ValueKind: JsonValueKind.Array } list)
        {
            return ([], value is null ? "required" : "invalid");
        }

        if (list.GetArrayLength() is 0 or > MaxValues)
        {
            return ([], list.GetArrayLength() == 0 ? "required" : "too_many");
        }

        var texts = list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()!.Normalize().Trim() : "").ToArray();
        return texts.Any(text => text.Length == 0 || text.Any(char.IsControl)) ? ([], "invalid") : texts.Any(text => text.Length > maxLength) ? ([], "too_long") : (texts, null);
    }
}

/// <param name="Wrong">The code of what is wrong with the value.</param>
internal readonly record struct ReadTest(Condition.Test? Test, string? Wrong);
