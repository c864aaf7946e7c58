using System.Text.Json;
using Hub.Channels;
using Hub.Server.Platform;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Whom an unsent reply goes to and what it is about, as far as its author has touched it; the rest is filled in when it is sent.</summary>
/// <param name="Signature">"ja" or "en"; null: none, when <paramref name="Chosen"/>.</param>
/// <param name="Chosen">The signature was chosen by hand, or stands in the text already.</param>
internal sealed record DraftLetter(string? Subject, Correspondent[]? To, Correspondent[]? Cc, Correspondent[]? Bcc, string? Signature = null, bool Chosen = false)
{
    private const int MaxLength = 50_000;

    /// <summary>Of a reply that comes back. Its text carries the signature it had.</summary>
    public static DraftLetter Of(EmailContent letter, string? text) =>
        new(letter.Subject, [.. letter.To], [.. letter.Cc], [.. letter.Bcc ?? []], Chosen: text?.Contains(Letters.SignatureMark, StringComparison.Ordinal) == true);

    public static DraftLetter? Read(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : JsonSerializer.Deserialize<DraftLetter>(reader.GetString(column), HubJson.Options);

    public static NpgsqlParameter Parameter(DraftLetter? letter) =>
        new() { Value = letter is null ? DBNull.Value : JsonSerializer.Serialize(letter, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb };

    /// <summary>What is kept is half done, so only its size is looked at.</summary>
    public bool IsTooLong() => JsonSerializer.Serialize(this, HubJson.Options).Length > MaxLength;

    public override string ToString() => nameof(DraftLetter);
}
