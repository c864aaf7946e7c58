using System.Text.Json;
using Hub.Server.Identity;
using Hub.Server.Integrations;
using Hub.Server.Integrations.Accounts;
using Hub.Server.Platform;
using Hub.Server.Platform.Database;
using Hub.Server.Platform.Secrets;
using Npgsql;
using NpgsqlTypes;

namespace Hub.Server.Demo;

internal sealed record DemoTeam(Guid Id, string Name);

internal sealed record DemoColleague(Guid Id, string Name);

internal sealed record DemoAccount(Guid Id, string Key, string Channel, DemoTeam Team);

/// <summary>The shop as the history needs it.</summary>
/// <param name="Terms">The ids of its states, reasons and results, by the keys of <see cref="DemoVocabulary"/>.</param>
internal sealed record DemoStaff(
    Guid BrandId, DemoTeam Support, DemoTeam Subscriptions, DemoTeam English, IReadOnlyDictionary<string, DemoColleague> People, IReadOnlyDictionary<string, DemoAccount> Accounts,
    IReadOnlyDictionary<string, Guid> Terms);

/// <summary>Brand, teams, people and channel accounts of つむぎ茶舗, in the caller's transaction.</summary>
internal sealed class DemoShop(NpgsqlConnection connection, HubOptions options, Passwords passwords, SecretBox secrets, TimeProvider time)
{
    public const string BrandKey = "tsumugi";

    /// <summary>Whom the shop's member page acts as, and the role that lets it do that and nothing else.</summary>
    public const string MemberPage = "memberpage";

    private static readonly (string Email, string Name, string Role, string Language, string[] Teams)[] People =
    [
        ("supervisor@demo.test", "村上 典子", "supervisor", "ja", ["support", "subscriptions", "english"]),
        ("agent@demo.test", "中村 葵", "agent", "ja", ["support", "subscriptions"]),
        ("shota@demo.test", "田中 翔太", "agent", "ja", ["support"]),
        ("yuka@demo.test", "小林 優花", "agent", "ja", ["subscriptions"]),
        ("olivia@demo.test", "Olivia Brooks", "agent", "en", ["english", "support"]),
        ($"{MemberPage}@demo.test", "会員ページ / Member page", MemberPage, "ja", []),
    ];

    public static string[] AccountKeys { get; } = ["line-demo", "line-demo-2", "web-demo", "sms-demo", "telegram-demo"];

    public async Task<DemoStaff> OpenAsync(CancellationToken cancellationToken)
    {
        var brand = NewId.Create(time);
        await RunAsync("INSERT INTO integrations.brand (id, key, name) VALUES ($1, $2, 'つむぎ茶舗 / Tsumugi Tea')", [brand, BrandKey], cancellationToken);
        var teams = new Dictionary<string, DemoTeam>
        {
            ["support"] = await TeamAsync("お客様サポート / Support", cancellationToken),
            ["subscriptions"] = await TeamAsync("定期便 / Subscriptions", cancellationToken),
            ["english"] = await TeamAsync("English desk", cancellationToken),
        };
        await RunAsync("INSERT INTO identity.role (id, key, name, permissions) VALUES ($1, $2, '会員ページ（連携） / Member page', ARRAY['members.link']) ON CONFLICT (key) DO NOTHING", [NewId.Create(time), MemberPage], cancellationToken);
        var people = await PeopleAsync(teams, cancellationToken);
        var accounts = new[]
        {
            await AccountAsync(brand, "line-demo", "line", "つむぎ茶舗 LINE公式アカウント", teams["support"], Line("1000000001"), Secret("channelSecret", "line-demo-secret"), cancellationToken),
            await AccountAsync(brand, "line-demo-2", "line", "Tsumugi Tea Kyoto (LINE)", teams["english"], Line("1000000002"), Secret("channelSecret", "line-demo-2-secret"), cancellationToken),
            await AccountAsync(brand, "web-demo", "webchat", "つむぎ茶舗 オンラインショップ", teams["support"], Greetings(), Secret("identitySecret", "web-demo-identity-secret"), cancellationToken),
            await AccountAsync(
                brand, "phone-demo", "call", "つむぎ茶舗 代表電話", teams["support"], new() { ["followUpMinutes"] = "30" }, Secret("webhookSecret", "phone-demo-secret"), cancellationToken),
            await AccountAsync(brand, "sms-demo", "sms", "つむぎ茶舗 SMS", teams["support"], Sms(), Secret("authToken", "sms-demo-token"), cancellationToken),
            await AccountAsync(brand, "telegram-demo", "telegram", "つむぎ茶舗 Telegram", teams["english"], [], Secret("botToken", "1000000003:telegram-demo-token"), cancellationToken),
            await AccountAsync(brand, DemoLetters.AccountKey, "email", "つむぎ茶舗 メール窓口", teams["support"], Mailbox(), MailSecrets(), cancellationToken),
        };
        var terms = await new DemoVocabulary(connection, time).WriteAsync(brand, cancellationToken);
        return new DemoStaff(brand, teams["support"], teams["subscriptions"], teams["english"], people, accounts.ToDictionary(account => account.Key), terms);
    }

    private static Dictionary<string, string> Line(string channelId) => new() { ["channelId"] = channelId };

    /// <summary>The simulator's account, which it names by its key.</summary>
    private static Dictionary<string, string> Sms() => new() { ["accountSid"] = "AC88d04188aa6ed031da284e0830808611", ["number"] = "+815000001100" };

    /// <summary>For letters that are pushed, and the mailbox the simulator keeps for the shop.</summary>
    private static Dictionary<string, string> MailSecrets() => new() { ["webhookSecret"] = "mail-demo-secret", ["password"] = "mail-demo-password" };

    private static Dictionary<string, string> Mailbox() => new()
    {
        ["address"] = DemoLetters.Address,
        ["fromName"] = "つむぎ茶舗 / Tsumugi Tea",
        ["signatureJa"] = "つむぎ茶舗 お客様サポート\n京都市左京区（営業時間 平日 9:00–18:00）",
        ["signatureEn"] = "Tsumugi Tea, customer support\nKyoto, Japan (weekdays 9:00–18:00 JST)",
    };

    private static Dictionary<string, string> Greetings() => new()
    {
        ["greeting.ja"] = "いらっしゃいませ。お茶のこと、ご注文のこと、なんでもお尋ねください。",
        ["greeting.en"] = "Welcome! Ask us anything about our teas or your order.",
    };

    private static Dictionary<string, string> Secret(string name, string value) => new() { [name] = value };

    private async Task<DemoTeam> TeamAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO identity.team (id, name) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id", connection).With(NewId.Create(time), name);
        return new DemoTeam((Guid)(await command.ExecuteScalarAsync(cancellationToken))!, name);
    }

    private async Task<Dictionary<string, DemoColleague>> PeopleAsync(Dictionary<string, DemoTeam> teams, CancellationToken cancellationToken)
    {
        var password = options.AdminPassword ?? throw new StartupException("Hub__AdminPassword is not set. The demo's people sign in with it.");

        // Everybody in the demo has the same password, so one costly hash serves them all.
        var hash = passwords.Hash(password);
        var result = new Dictionary<string, DemoColleague>();
        foreach (var (email, name, role, language, memberOf) in People)
        {
            await RunAsync("""
                INSERT INTO identity.agent (id, email, email_key, name, password_hash, role_id, language, created_at)
                SELECT $1, $2, $3, $4, $5, r.id, $6, $7 FROM identity.role r WHERE r.key = $8 ON CONFLICT (email_key) DO NOTHING
                """, [NewId.Create(time), email, Agent.KeyOf(email), name, hash, language, time.GetUtcNow(), role], cancellationToken);
            await RunAsync("""
                INSERT INTO identity.team_member (team_id, agent_id) SELECT t, a.id FROM unnest($1::uuid[]) t, identity.agent a WHERE a.email_key = $2 ON CONFLICT DO NOTHING
                """, [memberOf.Select(team => teams[team].Id).ToArray(), Agent.KeyOf(email)], cancellationToken);
            await using var find = new NpgsqlCommand("SELECT id, name FROM identity.agent WHERE email_key = $1", connection).With(Agent.KeyOf(email));
            result[email.Split('@')[0]] = (await find.ReadFirstAsync(reader => new DemoColleague(reader.GetGuid(0), reader.GetString(1)), cancellationToken))!;
        }

        // The first admin is made from the settings, which know no name.
        await RunAsync("UPDATE identity.agent SET name = '山口 千尋' WHERE email_key = $1 AND name IN ('', 'Admin')", [Agent.KeyOf(options.AdminEmail ?? "")], cancellationToken);
        return result;
    }

    private async Task<DemoAccount> AccountAsync(
        Guid brand, string key, string channel, string name, DemoTeam team, Dictionary<string, string> settings, Dictionary<string, string> secret, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand("SELECT id FROM integrations.channel_account WHERE key = $1", connection).With(key);
        var id = await find.ExecuteScalarAsync(cancellationToken) as Guid? ?? NewId.Create(time);
        await using var insert = new NpgsqlCommand("""
            INSERT INTO integrations.channel_account (id, key, channel, name, brand_id, team_id, secrets, secret_names, settings, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (key) DO UPDATE SET channel = excluded.channel, name = excluded.name, brand_id = excluded.brand_id, team_id = excluded.team_id, settings = excluded.settings,
            secrets = excluded.secrets, secret_names = excluded.secret_names, address = excluded.address
            """, connection).With(id, key, channel, name, brand, team.Id, ChannelAccountSecrets.Seal(secrets, id, secret), secret.Keys.ToArray());
        insert.Parameters.Add(new() { Value = JsonSerializer.Serialize(settings, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        insert.Parameters.Add(new() { Value = (object?)settings.GetValueOrDefault("number") ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return new DemoAccount(id, key, channel, team);
    }

    private async Task RunAsync(string sql, object?[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection).With(values);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
