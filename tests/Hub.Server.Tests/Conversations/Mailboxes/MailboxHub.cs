using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Channels.Email;
using Hub.Channels.Email.Imap;
using Hub.Server.Conversations.Inbound;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Hub.Testing.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mailboxes;

/// <summary>The hub beside Debian's mail servers, with a place to break an IMAP session at any step.</summary>
public class MailboxHub : HubFixture
{
    private readonly DebianMail mail = new();

    internal BreakingMailboxes Breaking { get; private set; } = null!;

    public DebianMail Mail => mail;

    public string MasterKey { get; } = Convert.ToBase64String(new byte[32]);

    internal DeskClient Admin { get; private set; } = null!;

    public Guid AdminId { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        if (DebianMail.Missing is not null)
        {
            return; // The tests say so.
        }

        await mail.InitializeAsync();
        Settings["Hub:AnyMailPort"] = "true";
        Settings["Hub:MasterKey"] = MasterKey;
        Adjust = Build;
        await base.InitializeAsync();
        (AdminId, Admin) = await SignedInPeople.AddAsync(Services, Address, "admin", []);
    }

    public override async ValueTask DisposeAsync()
    {
        if (DebianMail.Missing is null)
        {
            await base.DisposeAsync();
            await mail.DisposeAsync();
        }
    }

    internal static void SkipWithoutServers()
    {
        if (DebianMail.Missing is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }
    }

    internal async Task<Guid> AccountAsync(string user, string? password = null, params (string Name, string Value)[] further)
    {
        var settings = mail.Settings(user);
        foreach (var (name, value) in further)
        {
            settings[name] = value;
        }

        return (await Admin.SendAsync("POST", "/api/channel-accounts", new
        {
            key = $"mail-{user}-{Guid.CreateVersion7():N}"[..40],
            channel = "email",
            name = "サポート窓口",
            settings,
            secrets = new Dictionary<string, string> { ["password"] = password ?? DebianMail.Password },
        })).Is(HttpStatusCode.Created).Id;
    }

    internal async Task StopAsync(Guid account) => (await Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Stopped", active = false })).Is(HttpStatusCode.OK);

    internal async Task<JsonElement> HealthAsync(Guid account) => (await Admin.SendAsync("GET", $"/api/channel-accounts/{account}/mailbox")).Is(HttpStatusCode.OK).Json;

    internal Task StateAsync(Guid account, string state) => Eventually.HoldsAsync(async () => (await HealthAsync(account)).GetProperty("state").GetString() == state, what: $"the mailbox is {state}");

    /// <summary>How often a mail with this subject has become a message of the account.</summary>
    internal async Task<long> MessagesAsync(Guid account, string subject)
    {
        await using var command = Database.CreateCommand("""
            SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id WHERE c.account_id = $1 AND m.kind = 0 AND m.content::text LIKE '%' || $2 || '%'
            """);
        command.Parameters.Add(new() { Value = account });
        command.Parameters.Add(new() { Value = subject });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How many raw mails of the account with these words were stored.</summary>
    internal async Task<long> StoredAsync(Guid account, string words)
    {
        await using var command = Database.CreateCommand("SELECT storage_key FROM conversations.raw_body WHERE account_id = $1");
        command.Parameters.Add(new() { Value = account });
        var keys = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                keys.Add(reader.GetString(0));
            }
        }

        var bodies = await Task.WhenAll(keys.Select(key => Services.GetRequiredService<RawBodies>().ReadAsync(key, CancellationToken.None)));
        return bodies.Count(body => Encoding.UTF8.GetString(body).Contains(words, StringComparison.Ordinal));
    }

    internal async Task<List<JsonElement>> NotificationsAsync() =>
        [.. (await Admin.SendAsync("GET", "/api/notifications?limit=100")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Where(told => told.GetProperty("accountId").ValueKind != JsonValueKind.Null)];

    public async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    internal Task ArrivedAsync(Guid account, string subject) => Eventually.HoldsAsync(async () => await MessagesAsync(account, subject) == 1, what: $"{subject} has arrived once");

    internal static byte[] Letter(string subject, string from = "customer@elsewhere.example") => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"From: {from}\r\nTo: support@example.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@elsewhere.example>\r\nDate: Fri, 27 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{subject} の本文です。\r\n"));

    private void Build(WebApplicationBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<IMailboxes>(services =>
            Breaking = new BreakingMailboxes(new ImapMailboxes(services.GetRequiredService<IMailSignIn>(), services.GetRequiredService<MailNetwork>(), services.GetRequiredService<TimeProvider>()))));
    }
}
