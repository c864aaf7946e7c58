using System.Text;

namespace Hub.Server.Knowledge;

/// <summary>Who may use a canned reply: its author, the members of a team, or everybody who sees conversations of a brand.</summary>
internal enum CannedScope { Own, Team, Brand }

/// <param name="OwnerId">The agent, team or brand.</param>
/// <param name="Folder">Names with "/" between them; empty at the top.</param>
/// <param name="Editable">Whether the person who asks may change it.</param>
internal sealed record CannedReply(
    Guid Id, CannedScope Scope, Guid OwnerId, string OwnerName, string Folder, string Title, string? Shortcut, string? BodyJa, string? BodyEn, int Version, int Used,
    DateTimeOffset? LastUsedAt, DateTimeOffset UpdatedAt, IReadOnlyList<CannedFile> Files, bool Editable)
{
    /// <summary>The text in the wished language, or in the one there is.</summary>
    public (string Language, string Text) In(string? language) => (language ?? "ja") switch
    {
        "en" when BodyEn is not null => ("en", BodyEn),
        _ when BodyJa is not null => ("ja", BodyJa),
        _ => ("en", BodyEn ?? ""),
    };

    /// <summary>Full-width and half-width, capitals and small letters are the same.</summary>
    public static string? KeyOf(string? shortcut) => shortcut?.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}

internal sealed record CannedFile(Guid Id, string Kind, string FileName, string ContentType, long Size);
