using System.Globalization;
using System.Net;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Hub.Testing.Mail;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Mailboxes;

/// <summary>The server as a process of its own, killed while it collects from Debian's Dovecot.</summary>
[Collection(OwnServers.Killed)]
public sealed class KilledTests(ITestOutputHelper output)
{
    private const int Rounds = 3;
    private const int PerRound = 15;

    [Fact]
    [Trait("speed", "slow")]
    public async Task F05_a_server_killed_at_random_while_it_collects_brings_each_mail_once()
    {
        MailboxHub.SkipWithoutServers();
        await using var mail = new DebianMail();
        await mail.InitializeAsync();
        var database = await TestDatabases.CreateAsync();
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Hub"] = database,
            ["Hub__AnyMailPort"] = "true",
            ["Hub__AdminEmail"] = "admin@example.test",
            ["Hub__AdminPassword"] = "a long password of the test",
        };
        await using (var server = new ServerProcess(TestFolders.New("killed"), settings))
        {
            await server.StartAsync();
            var account = await AccountAsync(server, mail);
            await using var evidence = NpgsqlDataSource.Create(database);
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < PerRound; i++)
                {
                    mail.Deliver("killed", MailboxHub.Letter($"killed-{round}-{i}-"), $"killed-{round}-{i}");
                }

                var soMany = (round * PerRound) + random.Next(1, PerRound + 1);
                await Eventually.HoldsAsync(async () => await CountAsync(evidence, "SELECT count(*) FROM conversations.delivery WHERE account_id = $1", account) >= soMany);
                await server.KillAsync();
                await server.StartAsync();
            }

            await Eventually.HoldsAsync(async () => await CountAsync(evidence, Messages, account) >= Rounds * PerRound);
            await Eventually.HoldsAsync(async () => await CountAsync(evidence, "SELECT count(*) FROM conversations.mailbox_mail WHERE account_id = $1", account) == Rounds * PerRound);
            Assert.Equal(Rounds * PerRound, await CountAsync(evidence, Messages, account));
            Assert.Equal(Rounds * PerRound, await CountAsync(evidence, "SELECT count(DISTINCT substring(m.content::text FROM 'killed-[0-9]+-[0-9]+-')) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id WHERE c.account_id = $1 AND m.kind = 0", account));
            Assert.Equal(0, await CountAsync(evidence, "SELECT count(*) FROM platform.parked WHERE account_id = $1", account));
        }

        await TestDatabases.DropAsync(database);
    }

    private const string Messages = "SELECT count(*) FROM conversations.message m JOIN conversations.conversation c ON c.id = m.conversation_id WHERE c.account_id = $1 AND m.kind = 0";

    private static async Task<Guid> AccountAsync(ServerProcess server, DebianMail mail)
    {
        using var admin = new DeskClient(server.Address, IPAddress.Loopback);
        (await admin.SignInAsync("admin@example.test", "a long password of the test")).Is(HttpStatusCode.OK);
        var settings = mail.Settings("killed");
        settings["firstDays"] = "1";
        return (await admin.SendAsync("POST", "/api/channel-accounts", new { key = "mail-killed", channel = "email", name = "Killed", settings, secrets = new Dictionary<string, string> { ["password"] = DebianMail.Password } }))
            .Is(HttpStatusCode.Created).Id;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql, Guid account)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = account });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
