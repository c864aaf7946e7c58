using System.Text.RegularExpressions;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Integrations;

/// <summary>Brands over the API. A brand is switched off, never deleted: conversations carry it.</summary>
internal static partial class ManageBrands
{
    private const int MaxName = 80;
    private const int MaxSignature = 1000;

    internal sealed record BrandList(IReadOnlyList<BrandEntry> Items);

    /// <param name="WorkNames">Null: as it was; of a new brand: no.</param>
    /// <param name="Key">Lower-case letters, digits and hyphens; fixed once made.</param>
    internal sealed record BrandRequest(string? Key, string? Name, bool RequireReason = false, bool RequireResult = false, string? SignatureJa = null, string? SignatureEn = null, bool Active = true, bool? WorkNames = null);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var brands = routes.MapGroup("/api/brands").WithTags("Brands");
        brands.MapGet("/", ListAsync).WithName("ListBrands").RequireSignedIn().Produces<BrandList>();
        brands.MapPost("/", CreateAsync).WithName("CreateBrand").RequirePermission(Permissions.ManageSettings).Produces<BrandEntry>(201);
        brands.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateBrand").RequirePermission(Permissions.ManageSettings).Produces<BrandEntry>();
    }

    private static async Task<IResult> ListAsync(Brands brands, CancellationToken cancellationToken) => TypedResults.Ok(new BrandList(await brands.AllAsync(cancellationToken)));

    private static async Task<IResult> CreateAsync(BrandRequest request, CurrentAgent agent, Brands brands, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = Check(request);
        if (!KeyFormat().IsMatch(request.Key ?? ""))
        {
            errors["key"] = ["invalid"];
        }

        if (errors.Count > 0)
        {
            return Problem.Invalid(errors);
        }

        var id = NewId.Create(time);
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"INSERT INTO integrations.brand ({Brands.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", connection)
                .With(id, request.Key, request.Name!.Trim(), request.RequireReason, request.RequireResult, request.SignatureJa ?? "", request.SignatureEn ?? "", request.Active, request.WorkNames ?? false);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "brand.created", request));
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Problem.Of(409, "key_taken");
        }

        return TypedResults.Created($"/api/brands/{id}", await brands.ByIdAsync(id, cancellationToken));
    }

    private static async Task<IResult> UpdateAsync(Guid id, BrandRequest request, CurrentAgent agent, Brands brands, ChannelAccounts accounts, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        if (Check(request) is { Count: > 0 } errors)
        {
            return Problem.Invalid(errors);
        }

        // A brand that answers customers cannot be switched off under its accounts.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("""
            UPDATE integrations.brand b SET name = $2, require_reason = $3, require_result = $4, signature_ja = $5, signature_en = $6, active = $7, work_names = COALESCE($8, work_names)
            WHERE b.id = $1 AND ($7 OR NOT EXISTS (SELECT 1 FROM integrations.channel_account a WHERE a.brand_id = b.id AND a.active))
            """, connection).With(id, request.Name!.Trim(), request.RequireReason, request.RequireResult, request.SignatureJa ?? "", request.SignatureEn ?? "", request.Active);
        command.Parameters.Add(new() { Value = (object?)request.WorkNames ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
        var written = await command.ExecuteNonQueryAsync(cancellationToken);
        if (written > 0)
        {
            await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, "brand.changed", request));
        }

        await transaction.CommitAsync(CancellationToken.None);
        accounts.Invalidate();
        return (written, await brands.ByIdAsync(id, cancellationToken)) switch
        {
            (_, null) => Problem.NotFound(),
            (0, _) => Problem.Of(409, "brand_in_use"),
            (_, { } brand) => TypedResults.Ok(brand),
        };
    }

    private static AuditEntry Entry(CurrentAgent agent, Guid id, string action, BrandRequest request) =>
        new(agent.AsActor(), action) { TargetKind = "brand", TargetId = id, Data = new { request.Name, request.RequireReason, request.RequireResult, request.Active, request.WorkNames } };

    private static Dictionary<string, string[]> Check(BrandRequest request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Trim().Length > MaxName)
        {
            errors["name"] = [string.IsNullOrWhiteSpace(request.Name) ? "required" : "too_long"];
        }

        foreach (var (field, text) in new[] { ("signatureJa", request.SignatureJa), ("signatureEn", request.SignatureEn) })
        {
            if (text?.Length > MaxSignature)
            {
                errors[field] = ["too_long"];
            }
        }

        return errors;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$")]
    private static partial Regex KeyFormat();
}
