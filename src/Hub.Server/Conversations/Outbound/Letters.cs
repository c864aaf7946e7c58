using System.Text.Json;
using Hub.Channels;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Conversations.Outbound;

/// <summary>Whom a message goes to and what it is about, as its author set it.</summary>
/// <param name="Subject">Null: that of the conversation.</param>
/// <param name="To">Null: the customer.</param>
/// <param name="Signature">"ja" or "en": put the account's signature below the text. Null: none.</param>
internal sealed record LetterRequest(string? Subject, Correspondent[]? To, Correspondent[]? Cc, Correspondent[]? Bcc, string? Signature)
{
    public override string ToString() => nameof(LetterRequest);
}

/// <summary>The same, checked and complete.</summary>
internal sealed record Letter(string Subject, IReadOnlyList<Correspondent> To, IReadOnlyList<Correspondent> Cc, IReadOnlyList<Correspondent> Bcc)
{
    public IEnumerable<Correspondent> Everybody => [.. To, .. Cc, .. Bcc];

    public override string ToString() => nameof(Letter);
}

/// <summary>Completes and checks letters, on channels whose authors choose recipients or subject.</summary>
internal sealed class Letters(ChannelAccounts accounts, Brands brands)
{
    /// <summary>What stands between a text and the signature below it.</summary>
    public const string SignatureMark = "\n\n-- \n";

    private const int MaxSubject = 500;
    private const int MaxRecipients = 100;

    public bool AreWrittenOn(string channel) => accounts.Knows(channel) && (accounts.Adapter(channel).Capabilities is { Recipients: true } or { Subject: true });

    /// <summary>What is wrong, by field; empty when nothing is.</summary>
    public Dictionary<string, string[]> Check(string channel, LetterRequest? request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request is null)
        {
            return errors;
        }

        if (request.Subject is { } subject && (subject.Length > MaxSubject || subject.Any(char.IsControl)))
        {
            errors["letter.subject"] = [subject.Length > MaxSubject ? "too_long" : "invalid"];
        }

        var adapter = accounts.Adapter(channel);
        foreach (var (field, people) in new[] { ("to", request.To), ("cc", request.Cc), ("bcc", request.Bcc) })
        {
            if (people?.FirstOrDefault(person => person?.Address is null || adapter.Recipient(person.Address) is null || person.Name?.Any(char.IsControl) == true) is { } wrong)
            {
                errors["letter." + field] = ["invalid", wrong.Address ?? ""];
            }
        }

        if ((request.To?.Length ?? 0) + (request.Cc?.Length ?? 0) + (request.Bcc?.Length ?? 0) > MaxRecipients)
        {
            errors["letter.to"] = ["too_many"];
        }

        if (request.Signature is not (null or "ja" or "en"))
        {
            errors["letter.signature"] = ["unknown"];
        }

        return errors;
    }

    /// <summary>Null on channels without recipients and subjects.</summary>
    public async Task<Letter?> CompleteAsync(NpgsqlConnection connection, ConversationState conversation, LetterRequest? request, CancellationToken cancellationToken, MessageWay? way = null)
    {
        var channel = way?.Channel ?? conversation.Channel;
        if (!AreWrittenOn(channel))
        {
            return null;
        }

        var usual = await UsualAsync(connection, conversation.Id, conversation.Subject, cancellationToken, way?.Via);
        var adapter = accounts.Adapter(channel);
        return new Letter(
            string.IsNullOrWhiteSpace(request?.Subject) ? usual.Subject : request.Subject.Trim(), Clean(request?.To, adapter) ?? usual.To, Clean(request?.Cc, adapter) ?? (request?.To is null ? usual.Cc : []),
            Clean(request?.Bcc, adapter) ?? []);
    }

    /// <summary>
    /// An answer goes to the customer and to whom they wrote besides. Whoever else has written into the conversation gets it only when its author puts them in.
    /// </summary>
    public async Task<Letter> UsualAsync(NpgsqlConnection connection, Guid conversationId, string? subject, CancellationToken cancellationToken, Guid? via = null)
    {
        await using var command = new NpgsqlCommand("""
            SELECT c.subject, i.external_id, COALESCE(cu.name, i.display_name), (SELECT m.content::text FROM conversations.message m WHERE m.conversation_id = c.id AND m.kind = 0 AND m.content->>'type' = 'email'
                AND m.content->>'automatic' IS NULL AND m.content->'from'->>'address' = i.external_id ORDER BY m.number DESC LIMIT 1),
                CASE WHEN $2::uuid IS NOT NULL THEN (SELECT m.content->>'subject' FROM conversations.message m WHERE m.conversation_id = c.id AND m.via = $2 AND m.content->>'type' = 'email' ORDER BY m.number DESC LIMIT 1) END
            FROM conversations.conversation c JOIN customers.identity i ON i.id = COALESCE($2, c.identity_id) JOIN customers.customer cu ON cu.id = i.customer_id WHERE c.id = $1
            """, connection).With(conversationId);
        command.Parameters.Add(new() { Value = (object?)via ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        var found = await command.ReadFirstAsync(
            reader => new { Subject = Bare(reader.TextOrNull(4)) ?? reader.TextOrNull(0), Address = reader.GetString(1), Name = reader.IsDBNull(2) ? null : reader.GetString(2), Last = reader.IsDBNull(3) ? null : reader.GetString(3) },
            cancellationToken);
        if (found is null)
        {
            return new Letter(subject ?? "", [], [], []);
        }

        var last = found.Last is null ? null : JsonSerializer.Deserialize<MessageContent>(found.Last, HubJson.Options) as EmailContent;
        var to = last?.ReplyTo is { Count: > 0 } elsewhere ? elsewhere : [new Correspondent(found.Address, last?.From?.Name ?? found.Name)];
        var known = last is null ? [] : (await Participants.OfAsync(connection, conversationId, cancellationToken)).Select(person => person.Address).ToHashSet(StringComparer.Ordinal);
        var others = last is null ? [] : last.To.Concat(last.Cc).Where(person => known.Contains(person.Address) && to.All(one => one.Address != person.Address)).DistinctBy(person => person.Address).ToList();
        return new Letter(last is null ? found.Subject ?? "" : "Re: " + (found.Subject ?? ""), to, others, []);
    }

    private static string? Bare(string? subject) => subject?.StartsWith("Re: ", StringComparison.OrdinalIgnoreCase) == true ? Bare(subject[4..]) : subject;

    /// <summary>The letter that begins a conversation, which is not stored yet.</summary>
    public async Task<Letter?> FirstAsync(NpgsqlConnection connection, ConversationState conversation, LetterRequest? request, CancellationToken cancellationToken)
    {
        if (!AreWrittenOn(conversation.Channel))
        {
            return null;
        }

        await using var command = new NpgsqlCommand("SELECT i.external_id, i.display_name FROM customers.identity i WHERE i.id = $1", connection).With(conversation.IdentityId!);
        var customer = await command.ReadFirstAsync(reader => new Correspondent(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1)), cancellationToken);
        var adapter = accounts.Adapter(conversation.Channel);
        return new Letter(
            request?.Subject?.Trim() ?? "", Clean(request?.To, adapter) ?? (customer is null ? [] : [customer]), Clean(request?.Cc, adapter) ?? [], Clean(request?.Bcc, adapter) ?? []);
    }

    /// <summary>The account's own signature, or else the brand's; empty when there is none.</summary>
    public async Task<(string Ja, string En)> SignaturesAsync(Guid accountId, CancellationToken cancellationToken)
    {
        if (await accounts.ByIdAsync(accountId, cancellationToken) is not { } account || await brands.ByIdAsync(account.BrandId, cancellationToken) is not { } brand)
        {
            return ("", "");
        }

        return (account.Account.Setting("signatureJa") ?? brand.SignatureJa, account.Account.Setting("signatureEn") ?? brand.SignatureEn);
    }

    /// <summary>The text with its signature below, as it will be sent and shown.</summary>
    public async Task<string?> SignAsync(Guid? account, string? text, LetterRequest? request, CancellationToken cancellationToken)
    {
        if (request?.Signature is not { } language || account is not { } accountId)
        {
            return text;
        }

        var (ja, en) = await SignaturesAsync(accountId, cancellationToken);
        var signature = language == "en" ? en : ja;
        return string.IsNullOrWhiteSpace(signature) ? text : $"{text?.TrimEnd()}{SignatureMark}{signature.Trim()}";
    }

    private static List<Correspondent>? Clean(Correspondent[]? people, IChannelAdapter adapter) => people?
        .Select(person => new Correspondent(adapter.Recipient(person.Address)!, string.IsNullOrWhiteSpace(person.Name) ? null : person.Name.Trim())).DistinctBy(person => person.Address).ToList();
}
