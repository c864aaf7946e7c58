using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Hub.Channels.Email;
using Hub.Server.Conversations.Accounts;
using Hub.Server.Tests.Conversations.Mail;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Accounts;

/// <summary>Channel accounts in the hands of whoever manages them.</summary>
public sealed class AccountTests(MailHub hub) : IClassFixture<MailHub>
{
    private static int people;

    [Fact]
    public async Task While_an_account_is_paused_messages_come_in_replies_wait_with_the_reason_and_go_out_when_it_goes_on()
    {
        var account = await hub.AccountAsync("mail-paused", "paused@tsumugi.example");
        var conversation = await ReceivedAsync("mail-paused", "paused@tsumugi.example");
        var paused = (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}/pause")).Is(HttpStatusCode.OK).Json;
        Assert.NotEqual(JsonValueKind.Null, paused.GetProperty("pausedAt").ValueKind);
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}/pause")).Is(HttpStatusCode.OK);

        var during = await ReceivedAsync("mail-paused", "paused@tsumugi.example");
        Assert.True((await hub.RowAsync(during)).GetProperty("sendingPaused").GetBoolean());
        var id = Guid.CreateVersion7();
        var number = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id, text = "This waits." })).Is(HttpStatusCode.Created).Json.GetProperty("number").GetInt32();
        await Eventually.HoldsAsync(async () => await DeliveryAsync(conversation, number) == ("queued", "account_paused"));
        Assert.Equal(0, hub.Out.Count(id));
        Assert.Equal(("paused", 1), await HealthAsync(account, health => (health.GetProperty("state").GetString(), health.GetProperty("waiting").GetInt32())));

        (await hub.Admin.SendAsync("DELETE", $"/api/channel-accounts/{account}/pause")).Is(HttpStatusCode.OK);
        await hub.Out.OfAsync(id);
        await Eventually.HoldsAsync(async () => await DeliveryAsync(conversation, number) == ("accepted", null));
        await Eventually.HoldsAsync(async () => await HealthAsync(account, health => health.GetProperty("state").GetString()) == "ok");
        Assert.Equal((1, 1), (await EntriesAsync("channel_account.paused", account), await EntriesAsync("channel_account.resumed", account)));
    }

    [Fact]
    public async Task A_new_secret_is_never_readable_and_the_one_before_counts_as_long_as_was_said()
    {
        var account = await hub.AccountAsync("mail-rotated", "rotated@tsumugi.example");
        Task<HttpStatusCode> PushAsync(string secret) => MailWebhook.PostAsync(hub.Address, "mail-rotated", secret, MailWebhook.Letter(Someone(), "rotated@tsumugi.example", "Rotated", "Hello"));
        Task<Answer> RotateAsync(object secrets, int keep) => hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}/secrets", new { secrets, keepOldHours = keep });

        var view = (await RotateAsync(new { webhookSecret = "the-second-secret" }, 24)).Is(HttpStatusCode.OK);
        Assert.DoesNotContain("secret", view.Json.GetProperty("oldSecretsUntil").GetProperty("webhookSecret").GetString()!, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await PushAsync(MailHub.Secret), await PushAsync("the-second-secret")));
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Renamed meanwhile", active = true })).Is(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await PushAsync(MailHub.Secret));

        (await RotateAsync(new { webhookSecret = "the-third-secret" }, 0)).Is(HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await PushAsync(MailHub.Secret), await PushAsync("the-second-secret"), await PushAsync("the-third-secret")));

        Assert.Equal("unknown", (await RotateAsync(new { channelSecret = "x" }, 0)).Is(HttpStatusCode.BadRequest).Error("channelSecret"));
        Assert.Equal("out_of_range", (await RotateAsync(new { webhookSecret = "x" }, 169)).Is(HttpStatusCode.BadRequest).Error("keepOldHours"));
        Assert.Equal(2, await EntriesAsync("channel_account.secrets_changed", account));
        foreach (var path in new[] { "/api/channel-accounts", "/api/channel-accounts/health", "/api/audit?action=channel_account.secrets_changed" })
        {
            Assert.DoesNotContain("-secret", (await hub.Admin.SendAsync("GET", path)).Is(HttpStatusCode.OK).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_secret_of_LINE_overlaps_as_well_and_one_nothing_works_without_cannot_be_taken_away()
    {
        var user = await hub.PhoneAsync("Rotated");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}/secrets", new { secrets = new { channelSecret = "issued-anew" }, keepOldHours = 1 })).Is(HttpStatusCode.OK);
        await hub.SayAsync(user, "signed with the one before");
        await hub.ConversationOfAsync(user);
        Assert.Equal("required", (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}/secrets", new { secrets = new { channelSecret = "" } })).Is(HttpStatusCode.BadRequest).Error("channelSecret"));
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{hub.LineAccountId}/secrets", new { secrets = new { channelSecret = "line-demo-secret" } })).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_provider_that_hangs_holds_up_one_account_and_no_other()
    {
        const int waiting = 8;
        var (hanging, flowing) = (await hub.AccountAsync("mail-hangs", "hangs@tsumugi.example"), await hub.AccountAsync("mail-flows", "flows@tsumugi.example"));
        var conversations = await Task.WhenAll(Enumerable.Range(0, waiting).Select(_ => ReceivedAsync("mail-hangs", "hangs@tsumugi.example")));
        var other = await ReceivedAsync("mail-flows", "flows@tsumugi.example");
        var (release, begun) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new ConcurrentBag<Guid>());
        hub.Out.Before = account =>
        {
            if (account.Id != hanging)
            {
                return Task.CompletedTask;
            }

            begun.Add(account.Id);
            return release.Task;
        };
        try
        {
            foreach (var conversation in conversations)
            {
                (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "This hangs." })).Is(HttpStatusCode.Created);
            }

            await Eventually.HoldsAsync(() => !begun.IsEmpty);
            for (var i = 0; i < 3; i++)
            {
                await hub.ReplyAsync(other, $"This flows, {i}.");
            }

            Assert.InRange(begun.Count, 1, Hub.Server.Conversations.Outbound.SendLanes.PerAccount);
            Assert.Equal(waiting, await HealthAsync(hanging, health => health.GetProperty("waiting").GetInt32()));
        }
        finally
        {
            hub.Out.Before = null;
            release.SetResult();
        }

        await Eventually.HoldsAsync(async () => await HealthAsync(hanging, health => health.GetProperty("waiting").GetInt32()) == 0);
    }

    [Fact]
    public async Task An_account_that_only_sends_tells_who_can_help_when_its_sign_in_has_ended()
    {
        var account = await hub.AccountAsync("mail-ended", "ended@tsumugi.example");
        var conversation = await ReceivedAsync("mail-ended", "ended@tsumugi.example");
        var sender = (await hub.RowAsync(conversation)).GetProperty("identity").GetProperty("externalId").GetString()!;
        hub.Out.Answers = envelope => envelope.Recipients.Contains(sender) ? new MailSendResult(MailOutcome.RetryLater, "sign_in_needed", [], PauseAccount: true) : null;
        try
        {
            (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "Nobody is signed in." })).Is(HttpStatusCode.Created);
            await Eventually.HoldsAsync(async () => await HealthAsync(account, health => (health.GetProperty("state").GetString(), health.GetProperty("error").GetString())) == ("needs_person", "sign_in_needed"));
        }
        finally
        {
            hub.Out.Answers = null;
        }

        var told = Assert.Single(await AttentionTests.NotificationsAsync(hub.Admin), item => item.GetProperty("accountId").ValueKind != JsonValueKind.Null && item.GetProperty("accountId").GetGuid() == account);
        Assert.Equal(("account_trouble", "sending"), (told.GetProperty("kind").GetString(), told.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_comes_in_is_counted_once_by_hour()
    {
        var account = await hub.AccountAsync("mail-counted", "counted@tsumugi.example");
        for (var i = 0; i < 3; i++)
        {
            await ReceivedAsync("mail-counted", "counted@tsumugi.example");
        }

        var count = hub.Services.GetRequiredService<CountTraffic>();
        async Task<long> CountedAsync()
        {
            await count.RunAsync(TimeSpan.Zero, TestContext.Current.CancellationToken); // passes by while the hub's own look is under way
            return await hub.ScalarAsync<long>("SELECT COALESCE(sum(received), 0)::bigint FROM conversations.account_traffic WHERE account_id = $1", account);
        }

        await Eventually.HoldsAsync(async () => await CountedAsync() >= 3);
        for (var look = 0; look < 3; look++)
        {
            Assert.Equal(3L, await CountedAsync());
        }

        Assert.NotEqual(JsonValueKind.Null, await HealthAsync(account, health => health.GetProperty("receivedAt").ValueKind));
    }

    private async Task<Guid> ReceivedAsync(string key, string address)
    {
        var sender = Someone();
        await hub.ReceiveAsync(MailWebhook.Letter(sender, address, "A question", "Where is my parcel?"), key);
        return await hub.ConversationAsync(sender);
    }

    private async Task<(string?, string?)> DeliveryAsync(Guid conversation, int number)
    {
        var delivery = (await hub.ThreadAsync(conversation)).Single(message => message.GetProperty("number").GetInt32() == number).GetProperty("delivery");
        return (delivery.GetProperty("state").GetString(), delivery.GetProperty("code").GetString());
    }

    private async Task<T> HealthAsync<T>(Guid account, Func<JsonElement, T> read) => read((await hub.Admin.SendAsync("GET", "/api/channel-accounts/health")).Is(HttpStatusCode.OK).Json
        .GetProperty("items").EnumerateArray().Single(item => item.GetProperty("accountId").GetGuid() == account));

    private Task<int> EntriesAsync(string action, Guid account) => hub.ScalarAsync<int>("SELECT count(*)::int FROM platform.audit WHERE action = $1 AND target_id = $2", action, account);

    private static string Someone() => $"account{Interlocked.Increment(ref people)}@customer.example";
}
