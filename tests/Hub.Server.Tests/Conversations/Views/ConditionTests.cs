using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Server.Conversations.Conditions;
using Hub.Server.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Views;

/// <summary>The condition tree: what it accepts, what it finds, and that no value ever becomes part of a statement.</summary>
public sealed partial class ConditionTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static readonly string[] Hostile =
    [
        "'; DROP TABLE conversations.conversation; --", "' OR '1'='1", "$1", "$99", "\\", "\"", "%", "_", "{0}", "{{1}}", "\0", "\u0001", "me", "none", "mine", "TRUE", "日本語", "😀", "../..",
        "2h", "7d", "0m", "99999999d", "00000000-0000-0000-0000-000000000000", "open", "line", "[]", "null", new string('x', 101), "a\nb", "' || pg_sleep(5) || '",
    ];

    [Fact]
    public async Task IN1_Whatever_a_condition_holds_none_of_it_reaches_the_text_of_the_statement()
    {
        await FieldsAsync();
        var reader = await hub.Services.GetRequiredService<ConversationFields>().ForStoredAsync(TestContext.Current.CancellationToken);
        var agent = new CurrentAgent(Guid.CreateVersion7(), "a", "a@hub.test", "agent", new HashSet<string> { Permissions.SeeUnassigned }, new HashSet<Guid> { Guid.CreateVersion7() }, "en", null, null, 1);
        var random = new Random(11);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 4000; i++)
        {
            var json = JsonSerializer.Serialize(Node(random, 0));
            var errors = new InputErrors();
            if (reader.Read(JsonElement.Parse(json), errors) is not { } condition)
            {
                Assert.True(errors.Any, json);
                refused++;
                continue;
            }

            read++;
            await using var command = new NpgsqlCommand();
            var sql = ConditionSql.Gated(condition, command, agent, DateTimeOffset.UnixEpoch);
            Assert.DoesNotContain(Hostile, value => value.Length > 5 && value is not "none" && !OurWords().IsMatch(value) && sql.Contains(value, StringComparison.Ordinal));
            Assert.All(Placeholder().Matches(sql), match => Assert.InRange(int.Parse(match.Groups[1].ValueSpan), 1, command.Parameters.Count));
            Assert.Matches(OnlyOurs(), sql);
        }

        Assert.True(read > 300 && refused > 300, $"{read} read, {refused} refused");
    }

    [Fact]
    public async Task IN1_No_condition_breaks_the_server_or_its_tables()
    {
        await FieldsAsync();
        var random = new Random(12);
        for (var i = 0; i < 250; i++)
        {
            var conditions = Node(random, 0);
            var answer = await hub.Admin.SendAsync("POST", "/api/views/preview", new { conditions });
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.Status} for {JsonSerializer.Serialize(conditions)}");
        }

        (await hub.Admin.SendAsync("GET", "/api/conversations/counts")).Is(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""null""", "conditions", "required")]
    [InlineData("""[]""", "conditions", "invalid")]
    [InlineData("""{}""", "conditions.field", "required")]
    [InlineData("""{"any":[]}""", "conditions.any", "required")]
    [InlineData("""{"all":[{"any":[]}]}""", "conditions.all[0].any", "required")]
    [InlineData("""{"all":[{"field":"status","op":"in","value":["open"]},{"not":{"field":"colour","op":"in","value":["red"]}}]}""", "conditions.all[1].not.field", "unknown")]
    [InlineData("""{"all":[{"field":"status","op":"contains","value":"open"}]}""", "conditions.all[0].op", "unknown")]
    [InlineData("""{"all":[{"field":"status","op":"in","value":["open","ajar"]}]}""", "conditions.all[0].value", "unknown")]
    [InlineData("""{"all":[{"field":"status","op":"in"}]}""", "conditions.all[0].value", "required")]
    [InlineData("""{"all":[{"field":"status","op":"in","value":[]}]}""", "conditions.all[0].value", "required")]
    [InlineData("""{"all":[{"field":"owner","op":"in","value":["everybody"]}]}""", "conditions.all[0].value", "invalid")]
    [InlineData("""{"all":[{"field":"owner","op":"in","value":["0190a000-0000-7000-8000-00000000ffff"]}]}""", "conditions.all[0].value", "unknown")]
    [InlineData("""{"all":[{"field":"brand","op":"in","value":["none"]}]}""", "conditions.all[0].value", "invalid")]
    [InlineData("""{"all":[{"field":"waiting","op":"olderThan","value":"soon"}]}""", "conditions.all[0].value", "invalid")]
    [InlineData("""{"all":[{"field":"waiting","op":"olderThan","value":"0m"}]}""", "conditions.all[0].value", "out_of_range")]
    [InlineData("""{"all":[{"field":"waiting","op":"empty","value":"2h"}]}""", "conditions.all[0].value", "not_wanted")]
    [InlineData("""{"all":[{"field":"unread","op":"is","value":"yes"}]}""", "conditions.all[0].value", "invalid")]
    [InlineData("""{"all":[{"field":"tags","op":"hasAny","value":["\u0000"]}]}""", "conditions.all[0].value", "invalid")]
    [InlineData("""{"all":[{"field":"tags","op":"hasAny","value":["\ud800"]}]}""", "conditions", "invalid")]
    [InlineData("""{"all":[],"any":[]}""", "conditions.all", "unknown")]
    [InlineData("""{"all":[{"field":"unread","op":"is","value":true,"sql":"1=1"}]}""", "conditions.all[0].sql", "unknown")]
    [InlineData("""{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"not":{"field":"unread","op":"is","value":true}}}}}}}}}""", "conditions.not.not.not.not.not.not.not.not", "too_deep")]
    public async Task A_condition_that_is_wrong_is_refused_with_the_path_of_its_node(string conditions, string path, string code)
    {
        var answer = (await hub.Admin.SendAsync("POST", "/api/views/preview", change: request => request.Content = new StringContent($$"""{"conditions":{{conditions}}}""", null, "application/json"))).Is(HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(code, answer.Error(path));
    }

    [Fact]
    public async Task A_condition_of_too_many_parts_or_values_is_refused()
    {
        var part = new { field = "unread", op = "is", value = true };
        var many = (await hub.Admin.SendAsync("POST", "/api/views/preview", new { conditions = new { all = Enumerable.Repeat(part, 60) } })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("too_many", many.Error("conditions.all[59]"));
        (await hub.Admin.SendAsync("POST", "/api/views/preview", new { conditions = new { all = Enumerable.Repeat(part, 59) } })).Is(HttpStatusCode.OK);
        var values = (await hub.Admin.SendAsync("POST", "/api/views/preview", new { conditions = new { field = "tags", op = "hasAny", value = Enumerable.Range(0, 51).Select(i => $"t{i}") } })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("too_many", values.Error("conditions.value"));
    }

    [Fact]
    public async Task Every_field_finds_what_it_says_and_not_what_it_does_not()
    {
        await FieldsAsync();
        var (me, client) = await hub.PersonAsync("admin");
        var team = await hub.TeamAsync("Of conditions");
        var user = await hub.PhoneAsync("Conditioned");
        await hub.SayAsync(user, "hello");
        var id = await hub.ConversationOfAsync(user);
        (await client.SendAsync("PUT", $"/api/conversations/{id}/assignment", new { ownerId = me, teamId = team })).Is(HttpStatusCode.OK);
        (await client.SendAsync("PUT", $"/api/conversations/{id}/tags", new { tags = new[] { "only-here", "second" } })).Is(HttpStatusCode.OK);
        (await client.SendAsync("PUT", $"/api/conversations/{id}/classification", new { fields = new { c_text = "Ａｂｃ カナ", c_number = 12.5, c_date = "2026-02-03", c_yes = true, c_one = "red", c_many = new[] { "red", "blue" } } })).Is(HttpStatusCode.OK);
        var row = (await client.SendAsync("GET", $"/api/conversations/{id}")).Json;
        var (brand, account, customer) = (row.GetProperty("brandId").GetGuid(), row.GetProperty("accountId").GetGuid(), row.GetProperty("customer").GetProperty("id").GetGuid());
        await ExecuteAsync("UPDATE customers.customer SET language = 'ja', tags = '{vip}', company = '株式会社ツムギ', caution = 'careful' WHERE id = $1", customer);
        await ExecuteAsync("UPDATE conversations.conversation_head SET waiting_since = now() - interval '3 hours' WHERE conversation_id = $1", id);

        foreach (var holds in new object[]
        {
            Is("status", "in", new[] { "open", "snoozed" }), Is("status", "notIn", new[] { "resolved" }), Is("state", "in", new[] { "none" }), Is("owner", "in", new[] { "me" }),
            Is("owner", "in", new[] { me.ToString(), "none" }), Is("owner", "notIn", new[] { "none" }), Is("team", "in", new[] { team.ToString() }), Is("team", "notIn", new[] { "mine" }),
            Is("brand", "in", new[] { brand.ToString() }), Is("account", "in", new[] { account.ToString() }), Is("channel", "in", new[] { "line" }), Is("channel", "notIn", new[] { "webchat" }),
            Is("tags", "hasAny", new[] { "second", "third" }), Is("tags", "hasAll", new[] { "only-here", "second" }), Is("tags", "hasNone", new[] { "third" }), Is("tags", "notEmpty"),
            Is("reason", "in", new[] { "none" }), Is("result", "in", new[] { "none" }), Is("unread", "is", true), Is("failedSend", "is", false), Is("scheduled", "is", false), Is("followUp", "is", false),
            Is("waiting", "olderThan", "2h"), Is("waiting", "newerThan", "4h"), Is("waiting", "notEmpty"), Is("lastActivity", "newerThan", "1d"), Is("created", "newerThan", "1d"), Is("resolved", "empty"),
            Is("due", "empty"), Is("reopens", "exactly", 0), Is("customerLanguage", "in", new[] { "ja" }), Is("customerTags", "hasAny", new[] { "vip" }), Is("customerCompany", "contains", "つむぎ"),
            Is("customerCaution", "is", true), Is("customerBlocked", "is", false), Is("customerReachable", "is", true), Is("letterSpam", "is", false), Is("letterDmarc", "notIn", new[] { "pass" }), Is("fields.c_text", "contains", "abc"), Is("fields.c_text", "exactly", "abc かな"),
            Is("fields.c_number", "atLeast", 12.5), Is("fields.c_number", "atMost", 13), Is("fields.c_number", "exactly", 12.5), Is("fields.c_date", "on", "2026-02-03"), Is("fields.c_date", "before", "2026-03-01"),
            Is("fields.c_date", "after", "2026-01-31"), Is("fields.c_yes", "is", true), Is("fields.c_one", "in", new[] { "red" }), Is("fields.c_one", "notIn", new[] { "blue" }),
            Is("fields.c_many", "hasAny", new[] { "blue" }), Is("fields.c_many", "hasAll", new[] { "red", "blue" }), Is("fields.c_many", "notEmpty"), Is("fields.c_empty", "empty"),
        })
        {
            // Each test once as it is, and once within "not": what the one finds, the other must not.
            Assert.Equal(1, await FoundAsync(client, new { all = new[] { Is("tags", "hasAny", new[] { "only-here" }), holds } }, holds));
            Assert.Equal(0, await FoundAsync(client, new { all = new[] { Is("tags", "hasAny", new[] { "only-here" }), new { not = holds } } }, holds));
        }

        client.Dispose();
    }

    [Fact]
    public async Task Not_and_none_of_hold_for_what_has_no_value_at_all()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Valueless");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/tags", new { tags = new[] { "valueless" } })).Is(HttpStatusCode.OK);
        var here = Is("tags", "hasAny", new[] { "valueless" });
        foreach (var holds in new object[]
        {
            Is("owner", "notIn", new[] { "me" }), new { not = Is("owner", "in", new[] { "me" }) }, new { not = Is("due", "within", "7d") }, new { not = Is("customerCompany", "contains", "x") },
            new { any = new[] { new { not = Is("resolved", "olderThan", "1m") }, Is("status", "in", new[] { "spam" }) } },
        })
        {
            Assert.Equal(1, await FoundAsync(hub.Admin, new { all = new[] { here, holds } }, holds));
        }
    }

    [Fact]
    public async Task A_reason_finds_everything_below_it_too()
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("key").GetString() == "main").GetProperty("id").GetGuid();
        var revision = (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Json.GetProperty("revision").GetString();
        object Node(string name, params object[] children) => new { nameJa = name, nameEn = name, children };
        var reasons = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/reasons", new { revision, items = new[] { Node("Parcel", Node("Late", Node("Very late"))), Node("Other") } }))
            .Is(HttpStatusCode.OK).Json.GetProperty("reasons").EnumerateArray().ToDictionary(reason => reason.GetProperty("nameEn").GetString()!, reason => reason.GetProperty("id").GetGuid());
        var (_, conversation) = await hub.PersonWithConversationAsync("Reasoned");
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/classification", new { reasonId = reasons["Very late"] })).Is(HttpStatusCode.OK);
        foreach (var (reason, expected) in new[] { ("Parcel", 1), ("Late", 1), ("Very late", 1), ("Other", 0) })
        {
            Assert.Equal(expected, await FoundAsync(hub.Admin, Is("reason", "in", new[] { reasons[reason].ToString() }), reason));
        }
    }

    private static object Is(string field, string op, object value) => new { field, op, value };

    private static object Is(string field, string op) => new { field, op };

    private static async Task<int> FoundAsync(Identity.DeskClient client, object conditions, object about)
    {
        var answer = await client.SendAsync("POST", "/api/views/preview", new { conditions });
        Assert.True(answer.Status == HttpStatusCode.OK, $"{JsonSerializer.Serialize(about)}: {answer.Text}");
        return answer.Json.GetProperty("count").GetInt32();
    }

    private async Task FieldsAsync()
    {
        var words = (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Is(HttpStatusCode.OK).Json;
        if (words.GetProperty("fields").GetArrayLength() > 0)
        {
            return;
        }

        var options = new[] { new { key = "red", nameJa = "赤", nameEn = "Red" }, new { key = "blue", nameJa = "青", nameEn = "Blue" } };
        object Field(string key, string kind, object? its = null) => new { key, kind, nameJa = key, nameEn = key, options = its };
        (await hub.Admin.SendAsync("PUT", "/api/fields", new
        {
            revision = words.GetProperty("revision").GetString(),
            items = new[]
            {
                Field("c_text", "text"), Field("c_number", "number"), Field("c_date", "date"), Field("c_yes", "yesNo"), Field("c_one", "choice", options), Field("c_many", "choices", options), Field("c_empty", "text"),
            },
        })).Is(HttpStatusCode.OK);
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = hub.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private static readonly string[] FieldNames =
    [
        "status", "state", "owner", "team", "brand", "channel", "account", "tags", "reason", "result", "unread", "failedSend", "scheduled", "followUp", "waiting", "lastActivity", "created", "resolved", "due", "reopens",
        "customerLanguage", "customerTags", "customerCompany", "customerCaution", "customerBlocked", "customerReachable", "letterSpam", "letterDmarc", "fields.c_text", "fields.c_number", "fields.c_date", "fields.c_yes", "fields.c_one", "fields.c_many",
    ];

    private static readonly string[] OperatorNames = [.. Enum.GetNames<ConditionOperator>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    private static object? Node(Random random, int depth) => depth < 3 && random.Next(3) == 0
        ? random.Next(3) switch
        {
            0 => new { all = Several(random, depth) },
            1 => new { any = Several(random, depth) },
            _ => new { not = Node(random, depth + 1) },
        }
        : random.Next(3) == 0 ? new { field = Pick(random, FieldNames), op = Pick(random, OperatorNames), value = Value(random) } : Fitting(random);

    /// <summary>What the fields would take, filled with what nobody should type.</summary>
    private static object Fitting(Random random)
    {
        var hostile = Hostile.Where(value => value.Length <= 100 && !value.Any(char.IsControl)).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray();
        return random.Next(7) switch
        {
            0 => new { field = random.Next(2) == 0 ? "tags" : "customerTags", op = new[] { "hasAny", "hasAll", "hasNone" }[random.Next(3)], value = hostile },
            1 => new { field = random.Next(2) == 0 ? "channel" : "customerLanguage", op = random.Next(2) == 0 ? "in" : "notIn", value = hostile },
            2 => new { field = random.Next(2) == 0 ? "customerCompany" : "fields.c_text", op = random.Next(2) == 0 ? "contains" : "exactly", value = hostile[0] },
            3 => new { field = "fields.c_number", op = "atLeast", value = random.NextDouble() * 1e6 },
            4 => new { field = "waiting", op = "olderThan", value = $"{random.Next(1, 99)}h" },
            5 => new { field = "owner", op = random.Next(2) == 0 ? "in" : "notIn", value = new[] { "me", "none", Guid.CreateVersion7().ToString() } },
            _ => new { field = "fields.c_many", op = "hasAny", value = new[] { "red" } },
        };
    }

    private static object?[] Several(Random random, int depth) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Node(random, depth + 1))];

    private static string Pick(Random random, string[] from) => random.Next(20) == 0 ? Hostile[random.Next(Hostile.Length)] : from[random.Next(from.Length)];

    private static object? Value(Random random) => random.Next(8) switch
    {
        0 => random.Next(2) == 0,
        1 => random.NextDouble() * 1e6,
        2 => null,
        3 or 4 => Hostile[random.Next(Hostile.Length)],
        _ => Enumerable.Range(0, random.Next(1, 4)).Select(_ => Hostile[random.Next(Hostile.Length)]).ToArray(),
    };

    [GeneratedRegex("\\$([0-9]+)")]
    private static partial Regex Placeholder();

    // Letters, digits and signs of our own constants; of literals only those that stand in the fields' definitions.
    [GeneratedRegex("^(?:[A-Za-z0-9_.,()<>=@&|?:\\$\\-+* \\n]|'\\{\\}'|''|'number'|'checks'|'spam'|'dmarc'|'null'|\"C\")+$")]
    private static partial Regex OnlyOurs();

    [GeneratedRegex("^[0-9a-z-]+$")]
    private static partial Regex OurWords();
}
