using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Vocabulary;

/// <summary>What a person says about a conversation. Reason and result are as given, null for none; fields that are not named stay.</summary>
/// <param name="Fields">Values by field key: text, number, date (yyyy-MM-dd), true or false, an option's key, or several of them. Null empties one.</param>
internal sealed record ClassificationInput(Guid? ReasonId, Guid? ResultId, Dictionary<string, JsonElement>? Fields);

/// <summary>A conversation's reason, result and fields while its head is locked: checks new values, says what is missing before it may be resolved.</summary>
internal sealed class Classification
{
    private const int MaxText = 500;
    private static readonly JsonElement None = JsonSerializer.SerializeToElement<object?>(null);

    private readonly JsonObject values;
    private Guid? reasonId;
    private Guid? resultId;

    private Classification(Guid? reasonId, Guid? resultId, JsonObject values) => (this.reasonId, this.resultId, this.values) = (reasonId, resultId, values);

    public static async Task<Classification> LoadAsync(NpgsqlConnection connection, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT reason_id, result_id, fields::text FROM conversations.conversation WHERE id = $1", connection).With(conversationId);
        // One that begins in this very batch is not stored yet.
        return await command.ReadFirstAsync(
            reader => new Classification(reader.IsDBNull(0) ? null : reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), JsonNode.Parse(reader.GetString(2))!.AsObject()), cancellationToken)
            ?? new Classification(null, null, []);
    }

    /// <summary>Those of many conversations, stored already.</summary>
    public static async Task<Dictionary<Guid, Classification>> LoadManyAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, reason_id, result_id, fields::text FROM conversations.conversation WHERE id = ANY($1)", connection).With(ids);
        return (await command.ReadAllAsync(
            reader => (Id: reader.GetGuid(0), Its: new Classification(reader.IdOrNull(1), reader.IdOrNull(2), JsonNode.Parse(reader.GetString(3))!.AsObject())), cancellationToken))
            .ToDictionary(row => row.Id, row => row.Its);
    }

    /// <returns>What is wrong, or null when it was taken over and will be written with the batch.</returns>
    public async Task<IResult?> ChangeAsync(ConversationState conversation, ConversationBatch batch, ClassificationInput input, Guid agentId, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var (reason, result) = (input.ReasonId, input.ResultId);
        var chosen = new[] { reason == reasonId ? null : reason, result == resultId ? null : result };
        if (chosen.Any(id => id is not null))
        {
            await using var command = new NpgsqlCommand("SELECT id, kind FROM conversations.term WHERE id = ANY($1) AND brand_id = $2 AND active", batch.Connection)
                .With(chosen.OfType<Guid>().ToArray(), conversation.BrandId);
            var known = await command.ReadAllAsync(reader => (reader.GetGuid(0), (TermKind)reader.GetInt16(1)), cancellationToken);
            Check(chosen[0], TermKind.Reason, "reasonId");
            Check(chosen[1], TermKind.Result, "resultId");

            void Check(Guid? id, TermKind kind, string field)
            {
                if (id is { } given && !known.Contains((given, kind)))
                {
                    errors[field] = ["unknown"];
                }
            }
        }

        var changed = input.Fields is { Count: > 0 } ? ChangeFields(input.Fields, await OfBrandAsync(batch.Connection, conversation.BrandId, cancellationToken), errors) : [];
        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        if (changed.Count == 0 && reason == reasonId && result == resultId)
        {
            return null;
        }

        var data = new { reasonId = reason == reasonId ? null : reason, resultId = result == resultId ? null : result, fields = changed };
        (reasonId, resultId) = (reason, result);
        conversation.AppendActivity(Actor.Agent(agentId), "classified", data, batch.Now);
        batch.Also(new NpgsqlBatchCommand("UPDATE conversations.conversation SET reason_id = $2, result_id = $3, fields = $4 WHERE id = $1")
        {
            Parameters =
            {
                new() { Value = conversation.Id }, new() { Value = (object?)reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)result ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = values.ToJsonString(HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        if (chosen.OfType<Guid>().ToArray() is { Length: > 0 } used)
        {
            batch.Also(VocabularyReader.Used(agentId, used, batch.Now));
        }

        return null;
    }

    /// <summary>Names what the brand wants before a conversation is resolved and this one lacks: <c>reason</c>, <c>result</c>, or <c>fields.</c> and a key.</summary>
    public async Task<List<string>> MissingAsync(NpgsqlConnection connection, BrandEntry brand, CancellationToken cancellationToken) =>
        Missing(brand, await VocabularyReader.FieldsAsync(connection, cancellationToken));

    /// <summary>As <see cref="MissingAsync"/>, of the fields of every brand.</summary>
    public List<string> Missing(BrandEntry brand, List<Field> fields)
    {
        var missing = new List<string>();
        if (brand.RequireReason && reasonId is null)
        {
            missing.Add("reason");
        }

        if (brand.RequireResult && resultId is null)
        {
            missing.Add("result");
        }

        missing.AddRange(OfBrand(fields, brand.Id).Where(field => field.Required && values[field.Key] is null).Select(field => $"fields.{field.Key}"));
        return missing;
    }

    private static async Task<List<Field>> OfBrandAsync(NpgsqlConnection connection, Guid brandId, CancellationToken cancellationToken) =>
        OfBrand(await VocabularyReader.FieldsAsync(connection, cancellationToken), brandId);

    private static List<Field> OfBrand(List<Field> fields, Guid brandId) => fields.FindAll(field => field.Active && (field.BrandId is null || field.BrandId == brandId));

    private List<string> ChangeFields(Dictionary<string, JsonElement> given, List<Field> fields, Dictionary<string, string[]> errors)
    {
        var changed = new List<string>();
        foreach (var (key, value) in given)
        {
            if (fields.Find(field => field.Key == key) is not { } field)
            {
                errors[$"fields.{key}"] = ["unknown"];
            }
            else if (Clean(field, value) is not { } clean)
            {
                errors[$"fields.{key}"] = ["invalid"];
            }
            else if (clean.ValueKind == JsonValueKind.Null ? values.Remove(key) : !JsonNode.DeepEquals(values[key], JsonNode.Parse(clean.GetRawText())))
            {
                if (clean.ValueKind != JsonValueKind.Null)
                {
                    values[key] = JsonNode.Parse(clean.GetRawText());
                }

                changed.Add(key);
            }
        }

        return changed;
    }

    /// <returns>The value as it is kept, JSON null for none, or null when it does not fit the field.</returns>
    private static JsonElement? Clean(Field field, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
            || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0))
        {
            return None;
        }

        bool IsOption(JsonElement option) => option.ValueKind == JsonValueKind.String && field.Options.Any(each => each.Key == option.GetString());
        return field.Kind switch
        {
            FieldKind.Text => value.ValueKind == JsonValueKind.String && value.GetString()!.Length <= MaxText ? value : null,
            FieldKind.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _) ? value : null,
            FieldKind.Date => value.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? value : null,
            FieldKind.YesNo => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value : null,
            FieldKind.Choice => IsOption(value) ? value : null,
            FieldKind.Choices => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsOption) ? value : null,
        };
    }
}
