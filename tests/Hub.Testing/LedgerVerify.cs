using Npgsql;

namespace Hub.Testing;

/// <summary>A webhook as the provider's ledger has it. <paramref name="AckNumber"/> is null where no 2xx was seen: it may be stored or not.</summary>
public sealed record LedgerWebhook(string MessageId, string Sender, string Text, long? AckNumber);

/// <summary>A reply the hub's API has answered with "stored". <paramref name="Repeatable"/>: sent under an idempotency key, so it must arrive.</summary>
public sealed record LedgerReply(string Text, bool Repeatable);

/// <summary>A message the provider has put on a phone, in the provider's order.</summary>
public sealed record LedgerArrival(string To, string Text);

/// <summary>
/// Compares what the outside world has on record with the database of a quiet hub. Texts must be unique. Only <see cref="LedgerReport.Recovered"/> may
/// hold anything in a healthy run: stored although nobody was told so.
/// </summary>
public sealed class LedgerVerify(NpgsqlDataSource database, Guid accountId)
{
    public async Task<LedgerReport> RunAsync(IReadOnlyList<LedgerWebhook> webhooks, IReadOnlyList<LedgerReply> replies, IReadOnlyList<LedgerArrival> arrivals)
    {
        var report = new LedgerReport();
        await CompareInboundAsync(report, webhooks);
        await CompareOutboundAsync(report, replies, arrivals);
        await LedgerStateChecks.RunAsync(report, database);
        return report;
    }

    private async Task CompareInboundAsync(LedgerReport report, IReadOnlyList<LedgerWebhook> webhooks)
    {
        var stored = new List<(string MessageId, string Sender, string Text, long Conversation, int Number)>();
        await ReadAsync("""
            SELECT k.provider_id, i.external_id, m.content->>'body', c.number, m.number FROM conversations.message_key k
            JOIN conversations.message m ON m.conversation_id = k.conversation_id AND m.number = k.number
            JOIN conversations.conversation c ON c.id = m.conversation_id JOIN customers.identity i ON i.id = c.identity_id
            WHERE k.account_id = $1 AND m.kind = 0 ORDER BY c.number, m.number
            """, reader => stored.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetInt32(4))));
        var attempted = webhooks.ToDictionary(webhook => webhook.MessageId);
        var known = stored.Select(message => message.MessageId).ToHashSet();
        report.Acknowledged = webhooks.Count(webhook => webhook.AckNumber is not null);
        report.Lost.AddRange(webhooks.Where(webhook => webhook.AckNumber is not null && !known.Contains(webhook.MessageId)).Select(webhook => webhook.MessageId));
        report.Recovered.AddRange(webhooks.Where(webhook => webhook.AckNumber is null && known.Contains(webhook.MessageId)).Select(webhook => webhook.MessageId));
        report.Unexpected.AddRange(stored.Where(message => !attempted.TryGetValue(message.MessageId, out var sent) || sent.Text != message.Text || sent.Sender != message.Sender).Select(message => message.MessageId));
        await ReadAsync("""
            SELECT m.content->>'body', count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id
            WHERE c.account_id = $1 AND m.kind = 0 GROUP BY 1 HAVING count(*) > 1
            """, reader => report.Duplicated.Add(reader.GetString(0)));

        foreach (var sender in stored.GroupBy(message => message.Sender))
        {
            long last = 0;
            foreach (var message in sender.Where(message => attempted.GetValueOrDefault(message.MessageId)?.AckNumber is not null))
            {
                var acknowledged = attempted[message.MessageId].AckNumber!.Value;
                if (acknowledged < last)
                {
                    report.OutOfOrder.Add($"{message.MessageId} is number {message.Number} of {sender.Key}, acknowledged as {acknowledged} after {last}");
                }

                last = acknowledged;
            }
        }
    }

    private async Task CompareOutboundAsync(LedgerReport report, IReadOnlyList<LedgerReply> replies, IReadOnlyList<LedgerArrival> arrivals)
    {
        var states = new Dictionary<string, (int State, int Number)>();
        await ReadAsync("""
            SELECT m.content->>'body', m.state, m.number FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id WHERE c.account_id = $1 AND m.kind = 1
            """, reader =>
        {
            if (!states.TryAdd(reader.GetString(0), (reader.GetInt16(1), reader.GetInt32(2))))
            {
                report.Duplicated.Add(reader.GetString(0));
            }
        });
        var arrived = arrivals.GroupBy(arrival => arrival.Text).ToDictionary(group => group.Key, group => group.Count());
        report.Replies = replies.Count;
        report.DoubleSends.AddRange(arrived.Where(text => text.Value > 1).Select(text => text.Key));
        report.Unexpected.AddRange(arrived.Keys.Where(text => !states.ContainsKey(text)));
        foreach (var reply in replies)
        {
            if (!states.TryGetValue(reply.Text, out var stored))
            {
                report.Lost.Add($"reply {reply.Text}");
                continue;
            }

            var onPhone = arrived.ContainsKey(reply.Text);
            var honest = stored.State switch
            {
                2 or 3 or 4 => onPhone,
                6 => !reply.Repeatable,
                _ => false,
            };
            report.Uncertain += stored.State == 6 ? 1 : 0;
            if (!honest)
            {
                report.Dishonest.Add($"reply {reply.Text} has state {stored.State} and is {(onPhone ? "" : "not ")}on the phone");
            }
        }

        foreach (var phone in arrivals.Where(arrival => states.ContainsKey(arrival.Text)).GroupBy(arrival => arrival.To))
        {
            var numbers = phone.Select(arrival => states[arrival.Text].Number).ToList();
            if (!numbers.SequenceEqual(numbers.Order()))
            {
                report.OutOfOrder.Add($"replies on {phone.Key}: {string.Join(' ', numbers)}");
            }
        }
    }

    private async Task ReadAsync(string sql, Action<NpgsqlDataReader> read)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = accountId });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            read(reader);
        }
    }
}
