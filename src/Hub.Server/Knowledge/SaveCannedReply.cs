using Hub.Server.Conversations;
using Hub.Server.Identity;
using Hub.Server.Platform;
using Hub.Server.Platform.Audit;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Knowledge;

/// <summary>Writes a new canned reply or changes one. Own ones are for everybody who may reply; those of a team or brand need <c>settings.manage</c>.</summary>
internal static class SaveCannedReply
{
    private const int MaxTitle = 100;
    private const int MaxFolder = 120;
    private const int MaxShortcut = 30;
    private const int MaxBody = 5_000;
    private const int MaxFiles = 5;
    private const int MostPerOwner = 500;

    /// <param name="OwnerId">The team or brand; not needed for an own one.</param>
    /// <param name="FileIds">Files of the reply to keep.</param>
    /// <param name="AttachmentIds">Fresh uploads to add.</param>
    /// <param name="Version">The version that was looked at, when changing.</param>
    internal sealed record Request(
        CannedScope Scope, Guid? OwnerId, string? Folder, string? Title, string? Shortcut, string? BodyJa, string? BodyEn, Guid[]? FileIds, Guid[]? AttachmentIds, int? Version);

    public static void Map(RouteGroupBuilder replies)
    {
        replies.MapPost("/", CreateAsync).WithName("CreateCannedReply").RequirePermission(Permissions.Reply).Produces<CannedReply>(201);
        replies.MapPut("/{id:guid}", UpdateAsync).WithName("UpdateCannedReply").RequirePermission(Permissions.Reply).Produces<CannedReply>();
    }

    private static async Task<IResult> CreateAsync(
        Request request, CurrentAgent agent, CannedReplies replies, CannedFiles files, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Refusal(request, agent, out var input) is { } refusal)
        {
            return refusal;
        }

        var id = NewId.Create(time);
        var result = await WriteAsync(
            dataSource, files, agent, id, request,
            """
            INSERT INTO knowledge.canned_reply (id, agent_id, team_id, brand_id, folder, title, shortcut, shortcut_key, body_ja, body_en, created_at, updated_at, updated_by)
            SELECT $1, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7::text, $8::text, $9::text, $10::text, $11, $11, $12
            WHERE (SELECT count(*) FROM knowledge.canned_reply r WHERE COALESCE(r.agent_id, r.team_id, r.brand_id) = COALESCE($2::uuid, $3::uuid, $4::uuid) AND r.deleted_at IS NULL) < $13
            """,
            [.. Values(id, request, input, agent, time), MostPerOwner], cancellationToken);
        return result switch
        {
            Outcome.Done => TypedResults.Created($"/api/canned-replies/{id}", await replies.FindAsync(agent, id, null, false, cancellationToken)),
            Outcome.NoRow => Problem.Of(422, "too_many_replies"),
            _ => Refused(result),
        };
    }

    private static async Task<IResult> UpdateAsync(
        Guid id, Request request, CurrentAgent agent, CannedReplies replies, CannedFiles files, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await replies.FindAsync(agent, id, null, false, cancellationToken) is not { } known)
        {
            return Problem.NotFound();
        }

        if (!known.Editable)
        {
            return Problem.Of(403, "forbidden");
        }

        if (Refusal(request, agent, out var input) is { } refusal)
        {
            return refusal;
        }

        var result = await WriteAsync(
            dataSource, files, agent, id, request,
            """
            UPDATE knowledge.canned_reply SET agent_id = $2, team_id = $3, brand_id = $4, folder = $5, title = $6, shortcut = $7, shortcut_key = $8, body_ja = $9, body_en = $10,
            updated_at = $11, updated_by = $12, version = version + 1 WHERE id = $1 AND version = $13 AND deleted_at IS NULL
            """,
            [.. Values(id, request, input, agent, time), request.Version ?? 0], cancellationToken);
        return result switch
        {
            Outcome.Done => TypedResults.Ok(await replies.FindAsync(agent, id, null, false, cancellationToken)),
            Outcome.NoRow => Problem.Of(409, "reply_changed"),
            _ => Refused(result),
        };
    }

    private enum Outcome { Done, NoRow, ShortcutTaken, OwnerUnknown, FileUnknown }

    private sealed record Input(string Folder, string Title, string? Shortcut, string? BodyJa, string? BodyEn);

    private static async Task<Outcome> WriteAsync(
        NpgsqlDataSource dataSource, CannedFiles files, CurrentAgent agent, Guid id, Request request, string sql, object?[] values, CancellationToken cancellationToken)
    {
        // The bytes first, outside the transaction; what a refused write leaves behind is deleted again.
        if (await files.TakeAsync(agent, request.AttachmentIds ?? [], cancellationToken) is not { } taken)
        {
            return Outcome.FileUnknown;
        }

        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(sql, connection).With(values);
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                await files.DiscardAsync(taken);
                return Outcome.NoRow;
            }

            var dropped = await CannedFiles.ReplaceAsync(connection, id, request.FileIds ?? [], taken, cancellationToken);
            await AuditLog.WriteAsync(connection, cancellationToken, Entry(agent, id, request.Version is null ? "canned_reply.created" : "canned_reply.changed", request.Scope, request.OwnerId));
            await transaction.CommitAsync(cancellationToken);
            await files.DiscardAsync(dropped);
            return Outcome.Done;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation)
        {
            await files.DiscardAsync(taken);
            return exception.SqlState == PostgresErrorCodes.UniqueViolation ? Outcome.ShortcutTaken : Outcome.OwnerUnknown;
        }
    }

    public static AuditEntry Entry(CurrentAgent agent, Guid id, string action, CannedScope scope, Guid? ownerId) =>
        new(agent.AsActor(), action) { TargetKind = "canned_reply", TargetId = id, Data = new { scope, ownerId } };

    private static IResult Refused(Outcome outcome) => Problem.Invalid(outcome switch
    {
        Outcome.ShortcutTaken => new Dictionary<string, string[]> { ["shortcut"] = ["taken"] },
        Outcome.OwnerUnknown => new Dictionary<string, string[]> { ["ownerId"] = ["unknown"] },
        _ => new Dictionary<string, string[]> { ["attachmentIds"] = ["unknown"] },
    });

    private static IResult? Refusal(Request request, CurrentAgent agent, out Input input)
    {
        var errors = new InputErrors();
        var folder = string.Join('/', (request.Folder ?? "").Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        var shortcut = string.IsNullOrWhiteSpace(request.Shortcut) ? null : request.Shortcut.Trim().TrimStart('/');
        input = new Input(folder, errors.Text("title", request.Title, MaxTitle), shortcut, Body(request.BodyJa), Body(request.BodyEn));
        if (folder.Length > MaxFolder || folder.Any(char.IsControl))
        {
            errors.Add("folder", folder.Length > MaxFolder ? "too_long" : "invalid");
        }

        if (shortcut is not null && (shortcut.Length is 0 or > MaxShortcut || shortcut.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '/')))
        {
            errors.Add("shortcut", shortcut.Length > MaxShortcut ? "too_long" : "invalid");
        }

        if (input.BodyJa is null && input.BodyEn is null)
        {
            errors.Add("bodyJa", "required");
        }

        foreach (var (field, body) in new[] { ("bodyJa", input.BodyJa), ("bodyEn", input.BodyEn) })
        {
            if (body?.Length > MaxBody)
            {
                errors.Add(field, "too_long");
            }
            else if (ReplyVariables.FirstUnknownIn(body, ReplyVariables.ForAgents) is not null)
            {
                errors.Add(field, "unknown_variable");
            }
        }

        if (request.Scope != CannedScope.Own && request.OwnerId is null)
        {
            errors.Add("ownerId", "required");
        }

        if ((request.FileIds?.Length ?? 0) + (request.AttachmentIds?.Length ?? 0) > MaxFiles)
        {
            errors.Add("attachmentIds", "too_many");
        }

        return errors.Any ? errors.ToProblem() : CannedReplies.MayEdit(agent, request.Scope, agent.Id) ? null : Problem.Of(403, "forbidden");
    }

    private static object?[] Values(Guid id, Request request, Input input, CurrentAgent agent, TimeProvider time) =>
    [
        id, request.Scope == CannedScope.Own ? agent.Id : null, request.Scope == CannedScope.Team ? request.OwnerId : null, request.Scope == CannedScope.Brand ? request.OwnerId : null,
        input.Folder, input.Title, input.Shortcut, CannedReply.KeyOf(input.Shortcut), input.BodyJa, input.BodyEn, time.GetUtcNow(), agent.Id,
    ];

    private static string? Body(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
