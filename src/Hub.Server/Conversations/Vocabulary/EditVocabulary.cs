using System.Text.RegularExpressions;
using Hub.Server.Identity;
using Npgsql;

namespace Hub.Server.Conversations.Vocabulary;

/// <summary>
/// The firm's own words over the API. A list is written as a whole, in its order; what is left out is deleted, or switched off where conversations carry it.
/// Whoever read an older revision is told so, and overwrites nothing.
/// </summary>
internal static partial class EditVocabulary
{
    private const int MaxTerms = 500;
    private const int MaxFields = 50;
    private const int MaxOptions = 200;
    private const int MaxName = 80;
    private const int Levels = 3;

    /// <param name="Id">Null for a new one.</param>
    /// <param name="Status">Of a state.</param>
    /// <param name="Children">Of a reason, three levels in all.</param>
    internal sealed record TermInput(Guid? Id, ConversationStatus? Status, string? NameJa, string? NameEn, bool Active = true, TermInput[]? Children = null);

    internal sealed record TermsRequest(string Revision, TermInput[] Items);

    internal sealed record FieldInput(Guid? Id, string? Key, Guid? BrandId, FieldKind Kind, string? NameJa, string? NameEn, FieldOption[]? Options, bool Required = false, bool Active = true);

    internal sealed record FieldsRequest(string Revision, FieldInput[] Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var vocabulary = routes.MapGroup("/api").WithTags("Vocabulary");
        vocabulary.MapGet("/vocabulary", ReadAsync).WithName("GetVocabulary").RequireSignedIn().Produces<VocabularyView>();
        vocabulary.MapPut("/states", StatesAsync).WithName("SaveStates").RequirePermission(Permissions.ManageSettings).Produces<VocabularyView>();
        vocabulary.MapPut("/brands/{id:guid}/reasons", ReasonsAsync).WithName("SaveReasons").RequirePermission(Permissions.ManageSettings).Produces<VocabularyView>();
        vocabulary.MapPut("/brands/{id:guid}/results", ResultsAsync).WithName("SaveResults").RequirePermission(Permissions.ManageSettings).Produces<VocabularyView>();
        vocabulary.MapPut("/fields", FieldsAsync).WithName("SaveFields").RequirePermission(Permissions.ManageSettings).Produces<VocabularyView>();
    }

    private static async Task<IResult> ReadAsync(CurrentAgent agent, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return TypedResults.Ok(await VocabularyReader.ReadAsync(connection, agent.Id, cancellationToken));
    }

    private static Task<IResult> StatesAsync(TermsRequest request, CurrentAgent agent, VocabularyWriter writer, CancellationToken cancellationToken) =>
        SaveAsync(request, TermKind.State, null, agent, writer, cancellationToken);

    private static Task<IResult> ReasonsAsync(Guid id, TermsRequest request, CurrentAgent agent, VocabularyWriter writer, CancellationToken cancellationToken) =>
        SaveAsync(request, TermKind.Reason, id, agent, writer, cancellationToken);

    private static Task<IResult> ResultsAsync(Guid id, TermsRequest request, CurrentAgent agent, VocabularyWriter writer, CancellationToken cancellationToken) =>
        SaveAsync(request, TermKind.Result, id, agent, writer, cancellationToken);

    private static async Task<IResult> SaveAsync(TermsRequest request, TermKind kind, Guid? brandId, CurrentAgent agent, VocabularyWriter writer, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var rows = new List<VocabularyWriter.TermRow>();
        Flatten(request.Items ?? [], kind, parent: null, level: 1, "items", writer, rows, errors);
        if (rows.Count > MaxTerms)
        {
            errors["items"] = ["too_many"];
        }

        if (rows.DistinctBy(row => row.Id).Count() != rows.Count)
        {
            errors["items"] = ["repeated"];
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : await writer.SaveTermsAsync(kind, brandId, rows, request.Revision, agent, cancellationToken);
    }

    private static void Flatten(
        TermInput[] items, TermKind kind, Guid? parent, int level, string path, VocabularyWriter writer, List<VocabularyWriter.TermRow> rows, Dictionary<string, string[]> errors)
    {
        for (var i = 0; i < items.Length; i++)
        {
            var item = items[i];
            var at = $"{path}[{i}]";
            CheckNames(item.NameJa, item.NameEn, at, errors);
            if (kind == TermKind.State && item.Status is null or ConversationStatus.Spam)
            {
                errors[$"{at}.status"] = ["required"];
            }

            var id = item.Id ?? writer.NewId();
            rows.Add(new(id, parent, kind == TermKind.State ? item.Status : null, Name(item.NameJa), Name(item.NameEn), item.Active));
            if (item.Children is { Length: > 0 } children)
            {
                if (kind != TermKind.Reason || level == Levels)
                {
                    errors[$"{at}.children"] = ["too_deep"];
                }
                else
                {
                    Flatten(children, kind, id, level + 1, $"{at}.children", writer, rows, errors);
                }
            }
        }
    }

    private static async Task<IResult> FieldsAsync(FieldsRequest request, CurrentAgent agent, VocabularyWriter writer, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var rows = new List<Field>();
        foreach (var (item, i) in (request.Items ?? []).Select((item, i) => (item, i)))
        {
            var at = $"items[{i}]";
            CheckNames(item.NameJa, item.NameEn, at, errors);
            var options = item.Options ?? [];
            var isChoice = item.Kind is FieldKind.Choice or FieldKind.Choices;
            if (!KeyFormat().IsMatch(item.Key ?? "") || rows.Exists(row => row.Key == item.Key))
            {
                errors[$"{at}.key"] = [rows.Exists(row => row.Key == item.Key) ? "repeated" : "invalid"];
            }

            if (isChoice && (options.Length is 0 or > MaxOptions || options.Any(option => !KeyFormat().IsMatch(option.Key ?? "") || !NamesFit(option.NameJa, option.NameEn))
                || options.DistinctBy(option => option.Key).Count() != options.Length))
            {
                errors[$"{at}.options"] = [options.Length == 0 ? "required" : "invalid"];
            }

            rows.Add(new Field(item.Id ?? writer.NewId(), item.Key ?? "", item.BrandId, item.Kind, Name(item.NameJa), Name(item.NameEn), isChoice ? options : [], item.Required, item.Active));
        }

        if (rows.Count > MaxFields || rows.DistinctBy(row => row.Id).Count() != rows.Count)
        {
            errors["items"] = [rows.Count > MaxFields ? "too_many" : "repeated"];
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : await writer.SaveFieldsAsync(rows, request.Revision, agent, cancellationToken);
    }

    private static void CheckNames(string? ja, string? en, string path, Dictionary<string, string[]> errors)
    {
        if (!NamesFit(ja, en))
        {
            errors[$"{path}.name"] = [string.IsNullOrWhiteSpace(ja) || string.IsNullOrWhiteSpace(en) ? "required" : "too_long"];
        }
    }

    private static bool NamesFit(string? ja, string? en) => Name(ja).Length is > 0 and <= MaxName && Name(en).Length is > 0 and <= MaxName;

    private static string Name(string? name) => (name ?? "").Normalize().Trim();

    [GeneratedRegex("^[a-z0-9][a-z0-9_]{0,39}$")]
    private static partial Regex KeyFormat();
}
