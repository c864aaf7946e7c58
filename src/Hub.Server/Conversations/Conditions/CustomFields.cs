using System.Globalization;
using System.Text.Json;
using Hub.Server.Conversations.Vocabulary;

namespace Hub.Server.Conversations.Conditions;

/// <summary>One of the firm's own fields. Its key is a parameter like every value: a firm chose it.</summary>
internal sealed class CustomField(Field field) : ConditionField($"{Prefix}{field.Key}", "c.fields", ConditionTraits.OfConversation)
{
    public const string Prefix = "fields.";

    public override IReadOnlyList<ConditionOperator> Operators { get; } =
    [
        .. field.Kind switch
        {
            FieldKind.Text => [ConditionOperator.Contains, ConditionOperator.Exactly],
            FieldKind.Number => [ConditionOperator.Exactly, ConditionOperator.AtLeast, ConditionOperator.AtMost],
            FieldKind.Date => [ConditionOperator.On, ConditionOperator.Before, ConditionOperator.After],
            FieldKind.YesNo => [ConditionOperator.Is],
            FieldKind.Choice => [ConditionOperator.In, ConditionOperator.NotIn],
            FieldKind.Choices => (ConditionOperator[])[ConditionOperator.HasAny, ConditionOperator.HasAll, ConditionOperator.HasNone],
        },
        ConditionOperator.Empty, ConditionOperator.NotEmpty,
    ];

    public override ReadTest Read(ConditionOperator op, JsonElement? value)
    {
        if (op is ConditionOperator.Empty or ConditionOperator.NotEmpty)
        {
            return value is not null ? Wrong("not_wanted") : Of(sql => op == ConditionOperator.NotEmpty ? HasIt(sql) : ConditionSql.Not(HasIt(sql)));
        }

        switch (field.Kind)
        {
            case FieldKind.Text:
                var (text, wrongText) = TextField.One(value);
                return wrongText is not null ? Wrong(wrongText) : Of(sql => TextField.Compare(op, AsText(sql), sql.Parameter(text)));
            case FieldKind.Number:
                return value is { ValueKind: JsonValueKind.Number } number && number.TryGetDecimal(out var amount)
                    ? Of(sql => $"CASE WHEN jsonb_typeof(c.fields -> {Key(sql)}) = 'number' THEN ({AsText(sql)})::numeric END {NumberField.Sign(op)} {sql.Parameter(amount)}")
                    : Wrong(value is null ? "required" : "invalid");
            case FieldKind.Date:
                // Days are kept as yyyy-MM-dd, which sorts as text by itself.
                return value is { ValueKind: JsonValueKind.String } day && DateOnly.TryParseExact(day.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                    ? Of(sql => $"({AsText(sql)}) COLLATE \"C\" {DaySign(op)} {sql.Parameter(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}")
                    : Wrong(value is null ? "required" : "invalid");
            case FieldKind.YesNo:
                return value is { ValueKind: JsonValueKind.True or JsonValueKind.False } yes
                    ? Of(sql => $"{AsText(sql)} = {sql.Parameter(yes.GetBoolean() ? "true" : "false")}")
                    : Wrong(value is null ? "required" : "invalid");
            case FieldKind.Choice or FieldKind.Choices:
                var (keys, wrong) = Texts(value);
                if (wrong is not null || !keys.All(key => field.Options.Any(option => option.Key == key)))
                {
                    return Wrong(wrong ?? "unknown");
                }

                return Of(sql => op switch
                {
                    ConditionOperator.HasAll => $"c.fields -> {Key(sql)} ?& {sql.Parameter(keys)}",
                    ConditionOperator.HasNone or ConditionOperator.NotIn => ConditionSql.Not($"c.fields -> {Key(sql)} ?| {sql.Parameter(keys)}"),
                    _ => $"c.fields -> {Key(sql)} ?| {sql.Parameter(keys)}",
                });
            default:
                throw new InvalidOperationException($"{field.Kind} has no test.");
        }
    }

    private static string DaySign(ConditionOperator op) => op switch
    {
        ConditionOperator.Before => "<",
        ConditionOperator.After => ">",
        _ => "=",
    };

    private new string Key(ConditionSql sql) => sql.Parameter(field.Key);

    private string AsText(ConditionSql sql) => $"c.fields ->> {Key(sql)}";

    private string HasIt(ConditionSql sql) => $"c.fields ? {Key(sql)}";
}
