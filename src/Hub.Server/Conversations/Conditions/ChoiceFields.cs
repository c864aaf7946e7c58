using System.Globalization;
using System.Text.Json;

namespace Hub.Server.Conversations.Conditions;

/// <summary>The status. Its numbers stand in the text, not in parameters: they come from an enum of ours, and the partial indexes of the lists need to see them.</summary>
internal sealed class StatusField(string key) : ConditionField(key, "h.status", ConditionTraits.None)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.In, ConditionOperator.NotIn];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        var (texts, wrong) = Texts(value);
        if (wrong is not null)
        {
            return Wrong(wrong);
        }

        var named = Enum.GetValues<ConversationStatus>().Where(status => texts.Contains(JsonNamingPolicy.CamelCase.ConvertName(status.ToString()))).ToList();
        if (named.Count < texts.Distinct().Count())
        {
            return Wrong("unknown");
        }

        var wanted = op == ConditionOperator.In ? named : Enum.GetValues<ConversationStatus>().Except(named).ToList();
        var numbers = string.Join(", ", wanted.Select(status => ((short)status).ToString(CultureInfo.InvariantCulture)));
        return Of(_ => wanted.Count == 0 ? "FALSE" : $"{Column} IN ({numbers})");
    }
}

/// <summary>Something with an id: a person, a team, a brand, a word of the firm's own.</summary>
/// <param name="self">The word that stands for whoever asks, and what it means; null when there is none.</param>
/// <param name="nullable">"none" is a value too.</param>
/// <param name="within">Turns a list of ids into those that count, such as the reasons below a reason; null for the ids themselves.</param>
internal sealed class IdField(
    string key, string column, ConditionTraits traits, IReadOnlySet<Guid>? known, bool nullable, (string Word, Func<ConditionSql, object> Ids)? self = null, Func<string, string>? within = null)
    : ConditionField(key, column, traits)
{
    private const string NoneWord = "none";

    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.In, ConditionOperator.NotIn];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        var (texts, wrong) = Texts(value);
        if (wrong is not null)
        {
            return Wrong(wrong);
        }

        var none = nullable && texts.Contains(NoneWord);
        var own = self is { } word && texts.Contains(word.Word);
        var ids = new List<Guid>();
        foreach (var text in texts.Where(text => !(none && text == NoneWord) && !(own && text == self?.Word)))
        {
            if (!Guid.TryParseExact(text, "D", out var id))
            {
                return Wrong("invalid");
            }

            if (known?.Contains(id) == false)
            {
                return Wrong("unknown");
            }

            ids.Add(id);
        }

        return Of(
            sql =>
            {
                var parts = new List<string>();
                if (ids.Count > 0)
                {
                    parts.Add(within is null && ids.Count == 1 ? $"{Column} = {sql.Parameter(ids[0])}" : $"{Column} = ANY({Within(sql.Parameter(ids.ToArray()))})");
                }

                if (own)
                {
                    parts.Add(self!.Value.Ids(sql) is Guid[] several ? $"{Column} = ANY({sql.Parameter(several)})" : $"{Column} = {sql.Parameter(self.Value.Ids(sql))}");
                }

                if (none)
                {
                    parts.Add($"{Column} IS NULL");
                }

                var any = string.Join(" OR ", parts);
                return op == ConditionOperator.In ? any : ConditionSql.Not(any);
            },
            own ? ConditionTraits.Personal : ConditionTraits.None);
    }

    private string Within(string parameter) => within is null ? parameter : within(parameter);
}

/// <summary>A short word, such as a channel or a language.</summary>
internal sealed class KeyField(string key, string column, ConditionTraits traits, Func<string, bool>? known = null) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.In, ConditionOperator.NotIn];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        var (texts, wrong) = Texts(value);
        return wrong is not null ? Wrong(wrong)
            : known is not null && !texts.All(known) ? Wrong("unknown")
            : Of(sql => op == ConditionOperator.In ? $"{Column} = ANY({sql.Parameter(texts)})" : ConditionSql.Not($"{Column} = ANY({sql.Parameter(texts)})"));
    }
}

/// <summary>A list of tags.</summary>
internal sealed class TagsField(string key, string column, ConditionTraits traits) : ConditionField(key, column, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } =
        [ConditionOperator.HasAny, ConditionOperator.HasAll, ConditionOperator.HasNone, ConditionOperator.Empty, ConditionOperator.NotEmpty];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        if (Emptiness(op, value, $"{Column} = '{{}}'") is { } emptiness)
        {
            return emptiness;
        }

        var (texts, wrong) = Texts(value);
        return wrong is not null ? Wrong(wrong) : Of(sql => op switch
        {
            ConditionOperator.HasAll => $"{Column} @> {sql.Parameter(texts)}",
            ConditionOperator.HasNone => ConditionSql.Not($"{Column} && {sql.Parameter(texts)}"),
            _ => $"{Column} && {sql.Parameter(texts)}",
        });
    }
}

/// <summary>Something that is so or not so.</summary>
internal sealed class YesNoField(string key, string predicate, ConditionTraits traits) : ConditionField(key, predicate, traits)
{
    public override IReadOnlyList<ConditionOperator> Operators { get; } = [ConditionOperator.Is];

    public override ReadTest Read(ConditionOperator op, JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.True } => Of(_ => Column),
        { ValueKind: JsonValueKind.False } => Of(_ => ConditionSql.Not(Column)),
        null => Wrong("required"),
        _ => Wrong("invalid"),
    };
}
