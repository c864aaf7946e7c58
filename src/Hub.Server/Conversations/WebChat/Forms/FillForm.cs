using System.Text.Json;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Customers;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.WebChat.Forms;

/// <summary>
/// What a visitor tells of themselves before the first message. It waits with the visitor and becomes the customer's with that message
/// (<see cref="KeepVisitorForm"/>): who never writes leaves nothing in the customer list.
/// </summary>
internal static class FillForm
{
    private const int MaxAnswer = 200;

    /// <param name="Values">By the field's key.</param>
    /// <param name="Consent">The words the site shows were agreed to.</param>
    internal sealed record Request(Dictionary<string, string?>? Values, bool Consent, string? Language)
    {
        public override string ToString() => "form";
    }

    internal sealed record Answer(string Label, string Value);

    public static void Map(RouteGroupBuilder api) => api.MapPost("/form", HandleAsync).WithName("FillVisitorForm").Produces(204);

    /// <summary>Of whom the site vouches for it knows name and address already.</summary>
    public static IEnumerable<FormField> Asked(PreChatForm form, Visitor visitor) =>
        visitor.Verified ? form.Fields.Where(field => field.Kind is not (FormFieldKind.Name or FormFieldKind.Email)) : form.Fields;

    private static async Task<IResult> HandleAsync(
        string site, Request request, HttpContext context, Visitors visitors, ChatSites sites, VisitorLimits limits, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await VisitorApi.VisitorOfAsync(site, context, visitors, cancellationToken) is not { } visitor)
        {
            return Problem.Of(401, "unknown_visitor");
        }

        using var lease = limits.Calls.AttemptAcquire(visitor.Key);
        if (!lease.IsAcquired)
        {
            return VisitorApi.SlowDown(context);
        }

        var form = (await sites.OfAsync(visitor.Site.Account.Id, cancellationToken)).Settings.PreChat;
        if (!form.On)
        {
            return TypedResults.NoContent();
        }

        var language = request.Language == "ja" ? "ja" : "en";
        var errors = new InputErrors();
        var filled = Read(form, visitor, request, language, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await StoreAsync(dataSource, visitor, filled, time, cancellationToken);
        return TypedResults.NoContent();
    }

    private static Filled Read(PreChatForm form, Visitor visitor, Request request, string language, InputErrors errors)
    {
        string? name = null, email = null;
        var answers = new List<Answer>();
        foreach (var field in Asked(form, visitor))
        {
            var given = request.Values?.GetValueOrDefault(field.Key)?.Trim() ?? "";
            var value = given.Length == 0 ? null : given;
            if (value is null && field.Required)
            {
                errors.Add(field.Key, "required");
            }
            else if (value?.Length > MaxAnswer)
            {
                errors.Add(field.Key, "too_long");
            }
            else if (value?.Any(char.IsControl) == true || (value is not null && field.Kind == FormFieldKind.Topic && field.Choices?.Any(choice => choice.Ja == value || choice.En == value) != true))
            {
                errors.Add(field.Key, "invalid");
            }
            else if (value is not null && field.Kind == FormFieldKind.Email && CustomerAddresses.Normalise(CustomerAddresses.Email, value) is null)
            {
                errors.Add(field.Key, "invalid");
            }
            else if (value is not null)
            {
                name = field.Kind == FormFieldKind.Name ? value : name;
                email = field.Kind == FormFieldKind.Email ? value : email;
                answers.Add(new Answer(field.Label.In(language) ?? Usual(field.Kind, language), value));
            }
        }

        var consent = form.Consent.In(language);
        if (consent is not null && !request.Consent)
        {
            errors.Add(CheckSite.Consent, "required");
        }

        return new Filled(name, email, answers, consent);
    }

    internal sealed record Filled(string? Name, string? Email, IReadOnlyList<Answer> Answers, string? Consent)
    {
        public override string ToString() => "form";
    }

    /// <summary>A later form replaces what an earlier one said, as long as no message has followed. A name the site vouches for stays.</summary>
    internal static async Task StoreAsync(NpgsqlDataSource dataSource, Visitor visitor, Filled filled, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var store = new NpgsqlCommand("""
            INSERT INTO conversations.visitor_form (identity_id, account_id, email, email_shown, answers, consent, filled_at) VALUES ($1, $2, $4, $5, $6, $7, $3)
            ON CONFLICT (identity_id) DO UPDATE SET email = COALESCE(excluded.email, visitor_form.email), email_shown = COALESCE(excluded.email_shown, visitor_form.email_shown),
            answers = excluded.answers, consent = COALESCE(excluded.consent, visitor_form.consent), filled_at = excluded.filled_at, applied_at = NULL
            """, connection).With(visitor.IdentityId, visitor.Site.Account.Id, time.GetUtcNow());
        store.Parameters.Add(new() { Value = (object?)CustomerAddresses.Normalise(CustomerAddresses.Email, filled.Email) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        store.Parameters.Add(new() { Value = (object?)filled.Email ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        store.Parameters.Add(new() { Value = JsonSerializer.Serialize(filled.Answers, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        store.Parameters.Add(new() { Value = (object?)filled.Consent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await store.ExecuteNonQueryAsync(cancellationToken);
        if (filled.Name is not null && !visitor.Verified)
        {
            await using var name = new NpgsqlCommand("UPDATE conversations.visitor SET name = $3 WHERE account_id = $1 AND external_id = $2", connection).With(visitor.Site.Account.Id, visitor.ExternalId, filled.Name);
            await name.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
    }

    private static string Usual(FormFieldKind kind, string language) => (kind, language) switch
    {
        (FormFieldKind.Name, "ja") => "お名前",
        (FormFieldKind.Email, "ja") => "メールアドレス",
        (FormFieldKind.Name, _) => "Name",
        (FormFieldKind.Email, _) => "E-mail",
        (FormFieldKind.Topic or FormFieldKind.Text, _) => "",
    };
}
