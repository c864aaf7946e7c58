using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

public sealed class WebhookDoorTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly byte[] Body = LineWebhook.Text("Udoor", "door-1", "let me in");

    [Fact]
    public async Task WH1_WH7_a_delivery_without_a_right_signature_is_refused_and_leaves_no_row()
    {
        var account = await hub.AccountAsync("wh1", new { channelSecret = "right" });
        var silent = await hub.AccountAsync("wh1-no-secret", new { });
        string?[] wrong = [null, "", " ", "x", LineWebhook.Sign("wrong", Body), LineWebhook.Sign("", Body), LineWebhook.Sign("right", Body)[..^1], LineWebhook.Sign("right", [.. Body, 32]), LineWebhook.Sign("right", Body).ToLowerInvariant()];
        foreach (var signature in wrong)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostSignedAsync(hub.Address, "wh1", signature, Body));
        }

        foreach (var signature in wrong.Append(LineWebhook.Sign("right", Body)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostSignedAsync(hub.Address, "wh1-no-secret", signature, Body));
        }

        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.delivery WHERE account_id = $1 OR account_id = $2", account, silent));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "wh1", "right", Body));
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.delivery WHERE account_id = $1", account));
    }

    [Fact]
    public async Task WH2_the_signature_is_over_the_raw_bytes()
    {
        var account = await hub.AccountAsync("wh2", new { channelSecret = "raw" });
        var spaced = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Body).Replace(",", ", "));
        Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostSignedAsync(hub.Address, "wh2", LineWebhook.Sign("raw", Body), spaced));
        Assert.Equal(HttpStatusCode.OK, await LineWebhook.PostAsync(hub.Address, "wh2", "raw", [.. Encoding.UTF8.Preamble, .. Body]));
        await hub.SettledAsync(account);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.message_key WHERE account_id = $1", account));
    }

    [Fact]
    public async Task WH6_a_signature_of_one_account_opens_no_other()
    {
        var other = await hub.AccountAsync("wh6", new { channelSecret = "other" });
        Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostAsync(hub.Address, "wh6", "line-demo-secret", Body));
        Assert.Equal(HttpStatusCode.Unauthorized, await LineWebhook.PostAsync(hub.Address, "line-demo", "other", Body));
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.delivery WHERE account_id = $1", other));
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("web-demo")]
    [InlineData("LINE-DEMO")]
    public async Task WH1_an_unknown_account_or_one_of_another_channel_is_not_found(string key) =>
        Assert.Equal(HttpStatusCode.NotFound, await LineWebhook.PostAsync(hub.Address, key, "line-demo-secret", Body));

    [Fact]
    public async Task WH10_thirty_declared_megabytes_are_refused_before_a_byte_is_read()
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Head("Content-Length: 31457280"));
        Assert.StartsWith("HTTP/1.1 413", await StatusAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WH10_thirty_chunked_megabytes_are_refused_after_the_first()
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Head("Transfer-Encoding: chunked"));
        var status = StatusAsync(client);
        var chunk = (byte[])[.. "10000\r\n"u8, .. new byte[65536], .. "\r\n"u8];
        var sent = 0L;
        try
        {
            for (; sent < 30 << 20 && !status.IsCompleted; sent += chunk.Length)
            {
                await client.GetStream().WriteAsync(chunk);
            }
        }
        catch (IOException)
        {
            // The server has closed the connection on the flood.
        }

        Assert.StartsWith("HTTP/1.1 413", await status, StringComparison.Ordinal);
        Assert.True(sent < 12 << 20, $"{sent} bytes were taken before the refusal.");
    }

    [Fact]
    public async Task F08_while_the_database_is_away_nothing_is_acknowledged_and_afterwards_everything_goes_on_alone()
    {
        await using var own = new ChatHub();
        await own.InitializeAsync();
        var name = new NpgsqlConnectionStringBuilder(own.ConnectionString).Database;
        await using var outside = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(own.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        Assert.Equal(HttpStatusCode.OK, await own.PostAsync(LineWebhook.Text("Uaway", "away-1", "before")));
        await ExecuteAsync(outside, $"ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        await ExecuteAsync(outside, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        var body = LineWebhook.Text("Uaway", "away-2", "during");
        using var client = own.CreateClient();
        for (var i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/line/line-demo") { Content = new ByteArrayContent(body) };
            request.Headers.Add("x-line-signature", LineWebhook.Sign("line-demo-secret", body));
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        await ExecuteAsync(outside, $"ALTER DATABASE {name} ALLOW_CONNECTIONS true");
        await Eventually.HoldsAsync(async () => await own.PostAsync(body) == HttpStatusCode.OK);

        // The evidence is read over the server's own pool, where dead connections may be left that nobody has used since.
        Answer? thread = null;
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                thread = await own.Admin.SendAsync("GET", $"/api/conversations/{await own.ConversationOfAsync("Uaway", 2)}/messages");
                return thread.Status == HttpStatusCode.OK;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        Assert.Equal(["before", "during"], thread!.Json.GetProperty("items").EnumerateArray().Select(Evidence.Body));
    }

    [Fact]
    public async Task P7_a_backlog_refuses_before_it_accepts_and_what_was_accepted_arrives()
    {
        await using var own = new ChatHub();
        await own.InitializeAsync();
        Assert.Equal(HttpStatusCode.OK, await own.PostAsync(LineWebhook.Text("Ulate", "late-0", "0")));
        var conversation = await own.ConversationOfAsync("Ulate");
        var accepted = new List<string> { "0" };
        await using (var connection = await own.Database.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await using var block = new NpgsqlCommand("SELECT 1 FROM conversations.conversation_head WHERE conversation_id = $1 FOR UPDATE", connection) { Parameters = { new() { Value = conversation } } };
            await block.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var n = 0;
            await Eventually.HoldsAsync(async () =>
            {
                var text = (++n).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var answer = await own.PostOnceAsync(LineWebhook.Text("Ulate", $"late-{text}", text));
                if (answer == HttpStatusCode.OK)
                {
                    accepted.Add(text);
                }

                Assert.True(answer is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{answer}");
                return answer == HttpStatusCode.ServiceUnavailable;
            });
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        }

        await own.ConversationOfAsync("Ulate", accepted.Count);
        await own.SettledAsync();
        Assert.Equal(HttpStatusCode.OK, await own.PostAsync(LineWebhook.Text("Ulate", "late-end", "end")));
        await own.ConversationOfAsync("Ulate", accepted.Count + 1);
        await using var texts = own.Database.CreateCommand("SELECT array_agg(content->>'body' ORDER BY number) FROM conversations.message WHERE conversation_id = $1");
        texts.Parameters.Add(new() { Value = conversation });
        Assert.Equal(accepted.Append("end"), (string[])(await texts.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(hub.Address.Host, hub.Address.Port, TestContext.Current.CancellationToken);
        return client;
    }

    private static byte[] Head(string length) => Encoding.ASCII.GetBytes(
        $"POST /webhooks/line/line-demo HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nx-line-signature: x\r\n{length}\r\n\r\n");

    private static async Task<string> StatusAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "";
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
