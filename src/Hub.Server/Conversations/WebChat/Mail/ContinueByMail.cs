using System.Security.Cryptography;
using System.Text;
using Hub.Server.Conversations.Crossing;
using Hub.Server.Conversations.WebChat.Sites;
using Hub.Server.Customers;
using Hub.Server.Integrations;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Outbox;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>
/// What was answered in a chat and nobody has seen goes on as mail to the visitor's proven address, as one letter of the same conversation; what they write back comes
/// into it. It leaves by the door for words of the hub on another channel, under an id that follows from the answers in it, and only if they are still unseen in the transaction
/// that queues it: once, also over crashes and several nodes.
/// </summary>
internal sealed partial class ContinueByMail(
    NpgsqlDataSource dataSource, ChatSites sites, SiteHours hours, ChannelAccounts accounts, MessageReader messages, ReplyElsewhere replies, TimeProvider time, ILogger<ContinueByMail> logger) : BackgroundService
{
    public const string Mark = "continued";
    private const int AtOnce = 50;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(Every, ContinueDueAsync, "Answers nobody has seen could not be looked for", time, logger, stoppingToken);

    private async Task ContinueDueAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT conversation_id, xmin::text FROM conversations.unseen_reply WHERE due_at <= $1 ORDER BY due_at LIMIT $2").With(time.GetUtcNow(), AtOnce);
        foreach (var noted in await command.ReadAllAsync(reader => new Noted(reader.GetGuid(0), reader.GetString(1)), cancellationToken))
        {
            await TryAsync(noted, cancellationToken);
        }
    }

    /// <param name="Version">Another one: more has been answered since.</param>
    private sealed record Noted(Guid ConversationId, string Version);

    /// <summary>One that cannot go on steps back behind the others, which would wait for it.</summary>
    private async Task TryAsync(Noted noted, CancellationToken cancellationToken)
    {
        try
        {
            await ContinueAsync(noted, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotNow(logger, noted.ConversationId, exception);
            await PostponeAsync(noted.ConversationId, time.GetUtcNow() + AfterFailure, cancellationToken);
        }
    }

    private async Task ContinueAsync(Noted noted, CancellationToken cancellationToken)
    {
        var conversationId = noted.ConversationId;
        var (numbers, oldest) = await UnseenAsync(conversationId, cancellationToken);
        if (numbers.Length == 0 || await FindAsync(conversationId, cancellationToken) is not { } chat || await accounts.ByIdAsync(chat.AccountId, cancellationToken) is not { Active: true } site
            || (await sites.OfAsync(chat.AccountId, cancellationToken)).Settings.ContinueMinutes is not { } minutes || await hours.MailOfAsync(site, cancellationToken) is not { } mail
            || await TakeAsync(chat, mail.Account.Id, cancellationToken) is not { } via)
        {
            await ForgetAsync(noted, cancellationToken);
            return;
        }

        // The answer that was waited for has been read meanwhile; the time of those after it is not over.
        if (oldest.AddMinutes(minutes) is var due && due > time.GetUtcNow())
        {
            await PostponeAsync(conversationId, due, cancellationToken);
            return;
        }

        var ja = chat.Language == "ja";
        var said = await messages.ByNumbersAsync([.. numbers.Select(number => (conversationId, number))], cancellationToken);
        var word = new ReplyElsewhere.Word(conversationId, KeyOf(conversationId, numbers[^1]), via, Words(said, ja, site.Name), Mark, ja ? $"チャットへのご返信（{site.Name}）" : $"Our answer in the chat ({site.Name})");
        var refusal = await replies.SendAsync(word, (connection, conversation) => ClaimAsync(connection, conversation, numbers, cancellationToken), cancellationToken);
        if (refusal is not (null or "not_wanted"))
        {
            Log.NotContinued(logger, conversationId, refusal);
            await ForgetAsync(noted, cancellationToken);
        }
    }

    private sealed record Chat(Guid AccountId, Guid CustomerId, string Address, string Language);

    /// <summary>With the newest address that is proven; null when there is none, or it was marked as spam.</summary>
    private async Task<Chat?> FindAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT c.account_id, c.customer_id, a.address, a.language FROM conversations.conversation c JOIN conversations.conversation_head h ON h.conversation_id = c.id
            JOIN conversations.visitor_address a ON a.identity_id = c.identity_id AND a.verified_at IS NOT NULL WHERE c.id = $1 AND c.account_id IS NOT NULL AND h.status <> 5
            ORDER BY a.verified_at DESC LIMIT 1
            """).With(conversationId);
        return await command.ReadFirstAsync(reader => new Chat(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3)), cancellationToken);
    }

    /// <summary>Answers in the chat that count as sent, that nobody has read, and that no letter has carried yet.</summary>
    private const string Unseen = """
        m.conversation_id = $1 AND m.kind = 1 AND m.sender_type IN (1, 2) AND m.via IS NULL AND m.state IN (2, 3)
        AND m.number > COALESCE((SELECT max(k.number) FROM conversations.message k WHERE k.conversation_id = $1 AND k.kind = 1 AND k.content->>'automatic' = 'continued'), 0)
        """;

    private async Task<(int[] Numbers, DateTimeOffset Oldest)> UnseenAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT m.number, m.at FROM conversations.message m WHERE {Unseen} ORDER BY m.number").With(conversationId);
        var found = await command.ReadAllAsync(reader => (Number: reader.GetInt32(0), At: reader.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
        return ([.. found.Select(each => each.Number)], found.Count == 0 ? default : found.Min(each => each.At));
    }

    private async Task<Guid?> TakeAsync(Chat chat, Guid mailAccountId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var identity = await IdentityWrites.TakeProvenAsync(connection, chat.CustomerId, mailAccountId, chat.Address, cancellationToken);
        if (identity is not null)
        {
            await using var batch = new NpgsqlBatch(connection);
            Fact.AddInserts(batch, [CustomerFacts.Changed(chat.CustomerId)]);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(CancellationToken.None);
        return identity;
    }

    private async Task<bool> ClaimAsync(NpgsqlConnection connection, ConversationState conversation, int[] numbers, CancellationToken cancellationToken)
    {
        await using var claim = new NpgsqlCommand($"""
            WITH taken AS (DELETE FROM conversations.unseen_reply WHERE conversation_id = $1 RETURNING 1)
            SELECT (SELECT count(*) FROM taken) = 1 AND (SELECT array_agg(m.number ORDER BY m.number) FROM conversations.message m WHERE {Unseen}) = $2
            """, connection).With(conversation.Id, numbers);
        return await claim.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task PostponeAsync(Guid conversationId, DateTimeOffset due, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("UPDATE conversations.unseen_reply SET due_at = $2 WHERE conversation_id = $1").With(conversationId, due);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Unless more was answered while it was looked at.</summary>
    private async Task ForgetAsync(Noted noted, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM conversations.unseen_reply WHERE conversation_id = $1 AND xmin::text = $2").With(noted.ConversationId, noted.Version);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Guid KeyOf(Guid conversationId, int number) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Mark}/{conversationId:N}/{number}")).AsSpan(0, 16));

    private static string Words(List<MessageView> said, bool ja, string site)
    {
        var text = new StringBuilder(ja ? $"{site}のチャットにご返信いたしました。チャットを閉じられていたようですので、メールでお送りします。\n\n" : $"We have answered in the chat of {site}. As you may have closed it, here is our answer.\n\n");
        foreach (var message in said)
        {
            text.Append(message.Sender.TowardsCustomers is { Length: > 0 } name ? name : ja ? "担当者" : "Agent").Append(":\n");
            text.Append(message.Content.TryGetProperty("body", out var words) || message.Content.TryGetProperty("caption", out words) ? words.GetString() : null).Append('\n');
            foreach (var file in message.Attachments)
            {
                text.Append(ja ? $"［ファイル：{file.FileName}　チャットでご覧いただけます］\n" : $"[file: {file.FileName}, to be seen in the chat]\n");
            }

            text.Append('\n');
        }

        return text.Append(ja ? "このメールにご返信いただくと、同じ担当者に届きます。" : "If you answer this letter, your answer reaches the same people.").ToString();
    }

    private static partial class Log
    {
        [LoggerMessage(4533, LogLevel.Warning, "Conversation {ConversationId} could not go on as mail; it is tried again later")]
        public static partial void NotNow(ILogger logger, Guid conversationId, Exception exception);

        [LoggerMessage(4532, LogLevel.Information, "Conversation {ConversationId} does not go on as mail: {Code}")]
        public static partial void NotContinued(ILogger logger, Guid conversationId, string code);
    }
}
