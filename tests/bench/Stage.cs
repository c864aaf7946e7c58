using System.Net.Http.Json;
using System.Text.Json;
using Hub.Bench.Baselines;
using Hub.Bench.Wire;
using Hub.Server.Platform.Database.Embedded;
using Hub.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Hub.Bench;

/// <summary>
/// One embedded PostgreSQL with the product's own settings (fsync on), the real server on it as a process of its own, the bare server beside it.
/// The hub and the baseline have a database each, in the same cluster.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string AdminEmail = "admin@bench.test";
    private const string Password = "correct horse battery staple";
    private readonly EmbeddedPostgres postgres;
    private readonly string hubDatabase;
    private bool statements;
    private ServerProcess hub;

    private Stage(EmbeddedPostgres postgres, BareProcess bare, string hubDatabase, string baselineDatabase, ServerProcess hub)
    {
        (this.postgres, Bare, this.hubDatabase, BaselineDatabase, this.hub) = (postgres, bare, hubDatabase, baselineDatabase, hub);
        Database = NpgsqlDataSource.Create(hubDatabase);
    }

    public BareProcess Bare { get; }

    public string BaselineDatabase { get; }

    /// <summary>The hub's database, to count rows and to seed.</summary>
    public NpgsqlDataSource Database { get; }

    public string PostgresVersion { get; private set; } = "";

    public int PostgresProcess => postgres.ProcessId;

    public int HubProcess => hub.ProcessId;

    public Uri Hub => hub.Address;

    public Uri DeskHub => new(Hub, "/hubs/desk");

    public string AdminCookie { get; private set; } = "";

    /// <summary>Messages posted to the hub so far: every one of them must be there at the end.</summary>
    public long Posted { get; set; }

    public static async Task<Stage> SetAsync(bool statements)
    {
        var settings = statements ? new Dictionary<string, string> { ["shared_preload_libraries"] = "pg_stat_statements", ["pg_stat_statements.track_planning"] = "on" } : null;
        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(TestFolders.New("pg"), Settings: settings), NullLogger.Instance, CancellationToken.None);
        var (hub, baseline) = (await CreateAsync(postgres, "crmhub"), await CreateAsync(postgres, "baseline"));
        var stage = new Stage(postgres, new BareProcess(), hub, baseline, NewHub(hub));
        await stage.hub.StartAsync();
        if (statements)
        {
            await stage.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
            stage.statements = true;
        }

        stage.PostgresVersion = (await stage.ScalarAsync<string>("SHOW server_version")).Split(' ')[0];
        stage.AdminCookie = await stage.SignInAsync(AdminEmail, Password);
        using var client = stage.Client(stage.AdminCookie);
        (await client.PostAsJsonAsync("/api/channel-accounts", new
        {
            key = Webhooks.AccountKey,
            channel = "line",
            name = "Bench",
            settings = new Dictionary<string, string> { ["apiBase"] = stage.Bare.Address.ToString(), ["dataBase"] = stage.Bare.Address.ToString(), ["channelId"] = "1000000001" },
            secrets = new Dictionary<string, string> { ["channelSecret"] = Webhooks.Secret, ["accessToken"] = "bench-token" },
        })).EnsureSuccessStatusCode();
        return stage;
    }

    /// <summary>Ends the server and starts it anew on the same database: an untouched process to weigh.</summary>
    public async Task RestartHubAsync()
    {
        await hub.DisposeAsync();
        hub = NewHub(hubDatabase);
        await hub.StartAsync();
    }

    public HttpClient Client(string cookie)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Hub };
        client.DefaultRequestHeaders.Add("Cookie", cookie);
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }

    public async Task<string> SignInAsync(string email, string password = Password)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Hub };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await client.PostAsJsonAsync("/api/session", new { email, password });
        answer.EnsureSuccessStatusCode();
        return answer.Headers.GetValues("Set-Cookie").First().Split(';')[0];
    }

    /// <summary>An agent of these teams, signed in.</summary>
    public async Task<string> AgentAsync(string email, params Guid[] teamIds)
    {
        using var client = Client(AdminCookie);
        (await client.PostAsJsonAsync("/api/agents", new { email, name = "Agent", role = "agent", teamIds, password = Password })).EnsureSuccessStatusCode();
        return await SignInAsync(email);
    }

    public async Task<Guid> TeamAsync(string name)
    {
        using var client = Client(AdminCookie);
        using var answer = await client.PostAsJsonAsync("/api/teams", new { name });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    /// <summary>Starts counting PostgreSQL's statements, or tells what was counted; nothing unless asked for.</summary>
    public async Task StatementsAsync(int messages)
    {
        if (!statements)
        {
            return;
        }

        if (messages == 0)
        {
            await ExecuteAsync("SELECT pg_stat_statements_reset()");
            return;
        }

        foreach (var line in await ScalarAsync<string[]>($"""
            SELECT array_agg(line) FROM (SELECT format('%s µs + planning %s µs, %s calls, %s plans, %s rows per call: %s', round((1000 * total_exec_time / {messages})::numeric, 1),
                round((1000 * total_plan_time / {messages})::numeric, 1), calls, plans,
                round(rows::numeric / calls, 1), left(regexp_replace(query, '\s+', ' ', 'g'), 90)) AS line
            FROM pg_stat_statements WHERE calls > 0 AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY total_exec_time + total_plan_time DESC LIMIT 24) AS top
            """))
        {
            Report.Progress($"per message {line}");
        }
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await hub.DisposeAsync();
        Bare.Dispose();
        await postgres.DisposeAsync();
    }

    private static ServerProcess NewHub(string database) => new(TestFolders.New("hub"), new Dictionary<string, string?>
    {
        ["ConnectionStrings__Hub"] = database,
        ["Hub__AdminEmail"] = AdminEmail,
        ["Hub__AdminPassword"] = Password,
        ["Hub__MasterKey"] = Convert.ToBase64String(new byte[32]),
        ["Hub__NodeName"] = "bench", // a restart is the next life of the same node
        ["Logging__LogLevel__Default"] = "Warning",
        ["DOTNET_TC_CallCounting"] = "1", // Compiled as everywhere; the servers of tests live too briefly to be compiled twice.
    });

    private static async Task<string> CreateAsync(EmbeddedPostgres postgres, string name)
    {
        await using var dataSource = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Pooling = false }.ConnectionString);
        await using var command = dataSource.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = name }.ConnectionString;
    }
}
