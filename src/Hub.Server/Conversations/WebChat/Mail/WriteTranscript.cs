using System.Globalization;
using System.Text;
using System.Text.Json;
using Hub.Server.Integrations;
using Hub.Server.Platform.Database;
using Npgsql;

namespace Hub.Server.Conversations.WebChat.Mail;

/// <summary>What was said in the chat as its visitor sees it there, and nothing besides: no notes, no real names where work names are wanted, nothing of anybody else.</summary>
internal sealed class WriteTranscript(NpgsqlDataSource dataSource, VisitorMessages history, BrandCalendars calendars)
{
    private const int Pages = 5;
    private const int PerPage = 100;

    public async Task<(string Subject, string Text)> OfAsync(VisitorAddress address, AccountEntry site, CancellationToken cancellationToken)
    {
        var ja = address.Language == "ja";
        var calendar = (await calendars.OfAsync(site.BrandId, cancellationToken))?.Calendar;
        var (messages, more) = await NewestAsync(address, site, cancellationToken);
        var text = new StringBuilder(ja ? $"{site.Name}のチャットでのやり取りをお送りします。\n\n" : $"This is what was said in the chat of {site.Name}.\n\n");
        if (more)
        {
            text.Append(ja ? "（これより前のやり取りは省略しています）\n\n" : "(Earlier messages are left out.)\n\n");
        }

        foreach (var message in messages)
        {
            var at = calendar?.LocalAt(message.At) ?? message.At.UtcDateTime;
            text.Append(at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)).Append("  ").Append(Who(message, ja)).Append('\n');
            foreach (var line in Lines(message, ja))
            {
                text.Append(line).Append('\n');
            }

            text.Append('\n');
        }

        return (ja ? $"チャットの内容（{site.Name}）" : $"Your chat with {site.Name}", text.ToString().TrimEnd());
    }

    /// <summary>The newest few hundred, oldest first.</summary>
    private async Task<(List<VisitorMessage> Messages, bool More)> NewestAsync(VisitorAddress address, AccountEntry site, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT external_id FROM customers.identity WHERE id = $1").With(address.IdentityId);
        if (await command.ExecuteScalarAsync(cancellationToken) is not string externalId)
        {
            return ([], false);
        }

        var visitor = new Visitor(site, externalId, null);
        var (all, more) = (new List<VisitorMessage>(), true);
        for (var page = 0; page < Pages && more; page++)
        {
            var read = await history.PageAsync(visitor, null, all.Count > 0 ? all[0].Number : null, PerPage, cancellationToken);
            all.InsertRange(0, read.Items);
            more = read.HasMore;
        }

        return (all, more);
    }

    private static string Who(VisitorMessage message, bool ja) => (message.From, message.Name) switch
    {
        ("visitor", _) => ja ? "あなた" : "You",
        (_, { Length: > 0 } name) => name,
        ("bot" or "system", _) => ja ? "自動応答" : "Automatic answer",
        _ => ja ? "担当者" : "Agent",
    };

    private static IEnumerable<string> Lines(VisitorMessage message, bool ja)
    {
        foreach (var name in new[] { "body", "caption", "altText", "title", "address" })
        {
            if (message.Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } words)
            {
                yield return words;
            }
        }

        foreach (var file in message.Attachments)
        {
            yield return (ja ? "［ファイル］" : "[file] ") + file.FileName;
        }
    }
}
