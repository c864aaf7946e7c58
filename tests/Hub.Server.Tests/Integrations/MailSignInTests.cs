using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hub.Channels.Email;
using Hub.Server.Integrations;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Integrations;

/// <summary>Signing in at a mail provider, which the simulator plays.</summary>
public sealed partial class MailSignInTests(MailSignInTests.SignInHub hub) : IClassFixture<MailSignInTests.SignInHub>
{
    private const string Mailbox = "support@tsumugi.example";

    [Fact]
    public async Task An_account_signs_in_renews_by_itself_is_paused_when_consent_is_withdrawn_and_goes_on_after_the_next_sign_in()
    {
        var account = await AccountAsync("mail-sign-in");
        await StateAsync(account, "paused");
        Assert.Equal("ok", await SignInAsync(account, hub.Admin));
        await StateAsync(account, "ok");

        await hub.Line.DeleteAsync("/sim/mail/tokens?access=true");
        var entry = (await hub.Services.GetRequiredService<ChannelAccounts>().ByIdAsync(account, CancellationToken.None))!.Account;
        Assert.DoesNotContain(entry.Settings.Values, value => entry.Secrets.Values.Contains(value));
        await using (await hub.Services.GetRequiredService<IMailboxes>().OpenAsync(entry, CancellationToken.None))
        {
            // The token that had ended was refused, and another one was fetched with the refresh token that had changed meanwhile.
        }

        await hub.Line.DeleteAsync("/sim/mail/tokens");
        (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Changed", active = true, settings = Settings("7") })).Is(HttpStatusCode.OK);
        await StateAsync(account, "paused");
        Assert.Equal("sign_in_needed", (await HealthAsync(account)).GetProperty("lastError").GetString());
        Assert.Equal("ok", await SignInAsync(account, hub.Admin));
        await StateAsync(account, "ok");
        Assert.Equal(2L, await hub.ScalarAsync<long>("SELECT count(*) FROM platform.audit WHERE target_id = $1 AND action = 'channel_account.signed_in'", account));
        Assert.Contains(
            (await hub.Admin.SendAsync("GET", "/api/notifications")).Json.GetProperty("items").EnumerateArray(),
            told => told.GetProperty("kind").GetString() == "account_trouble" && told.GetProperty("accountId").GetGuid() == account);
        var view = (await hub.Admin.SendAsync("GET", "/api/channel-accounts")).Json.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("id").GetGuid() == account);
        Assert.Contains("refreshToken", view.GetProperty("secretNames").EnumerateArray().Select(name => name.GetString()));
        await StopAsync(account);
    }

    [Fact]
    public async Task Many_who_need_a_token_at_once_cost_one_refresh()
    {
        var account = await AccountAsync("mail-single");
        Assert.Equal("ok", await SignInAsync(account, hub.Admin));
        await StopAsync(account);
        var signIn = hub.Services.GetRequiredService<IMailSignIn>();
        var entry = (await hub.Services.GetRequiredService<ChannelAccounts>().ByIdAsync(account, CancellationToken.None))!.Account;
        var first = (await signIn.GetAsync(entry, MailService.Imap, null, CancellationToken.None))!;
        var before = await RefreshedAsync();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => signIn.GetAsync(entry, MailService.Smtp, first, CancellationToken.None).AsTask()));
        Assert.Single(all.Select(token => token!.Secret).Distinct());
        Assert.Equal(before + 1, await RefreshedAsync());
        Assert.Equal(Mailbox, all[0]!.User);
        Assert.True(all[0]!.IsToken);
    }

    [Fact]
    public async Task A_state_of_another_session_an_old_code_a_made_up_state_and_a_refusal_give_no_access()
    {
        var account = await AccountAsync("mail-foreign");
        var (_, other) = await hub.PersonAsync("admin");
        Assert.Equal("not_ours", await SignInAsync(account, hub.Admin, finisher: other));
        var callback = await AskAsync(account, hub.Admin);
        Assert.Equal("not_ours", await FinishAsync(Regex.Replace(callback, "state=[^&]*", "state=made.up.by.me"), hub.Admin));
        Assert.Equal("denied", await FinishAsync(Regex.Replace(callback, "code=[^&]*", "error=access_denied"), hub.Admin));
        Assert.Equal("refused", await FinishAsync(Regex.Replace(callback, "code=[^&]*", "code=guessed"), hub.Admin));
        Assert.Equal("ok", await FinishAsync(callback, hub.Admin));
        Assert.Equal("refused", await FinishAsync(callback, hub.Admin));
        var (_, agent) = await hub.PersonAsync("agent");
        (await agent.SendAsync("POST", $"/api/channel-accounts/{account}/sign-in")).Is(HttpStatusCode.Forbidden);
        (await agent.SendAsync("GET", callback)).Is(HttpStatusCode.Forbidden);
        await StopAsync(account);
    }

    private Dictionary<string, string> Settings(string firstDays) => new()
    {
        ["address"] = Mailbox,
        ["oauthProvider"] = "google",
        ["oauthClientId"] = "mail-demo-client",
        ["firstDays"] = firstDays,
        ["oauthAuthorizeUrl"] = new Uri(hub.Line.BaseAddress!, "/oauth/authorize").ToString(),
        ["oauthTokenUrl"] = new Uri(hub.Line.BaseAddress!, "/oauth/token").ToString(),
        ["imapHost"] = "127.0.0.1",
        ["imapPort"] = hub.ImapPort,
        ["imapSecurity"] = "none",
    };

    private async Task<Guid> AccountAsync(string key) => (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new
    {
        key,
        channel = "email",
        name = key,
        settings = Settings("0"),
        secrets = new Dictionary<string, string> { ["oauthClientSecret"] = "mail-demo-client-secret" },
    })).Is(HttpStatusCode.Created).Id;

    private async Task<string> SignInAsync(Guid account, DeskClient starter, DeskClient? finisher = null) => await FinishAsync(await AskAsync(account, starter), finisher ?? starter);

    /// <summary>Where the provider sends the browser after "allow".</summary>
    private async Task<string> AskAsync(Guid account, DeskClient starter)
    {
        var start = (await starter.SendAsync("POST", $"/api/channel-accounts/{account}/sign-in")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(new Uri(hub.Address, "/api/mail-sign-in").ToString(), start.GetProperty("redirectUri").GetString());
        var page = await hub.Line.GetStringAsync(start.GetProperty("url").GetString());
        return new Uri(WebUtility.HtmlDecode(Allow().Match(page).Groups[1].Value)).PathAndQuery;
    }

    private static async Task<string> FinishAsync(string callback, DeskClient client)
    {
        var answer = (await client.SendAsync("GET", callback)).Is(HttpStatusCode.Redirect);
        return Regex.Match(answer.Location!, "mailSignIn=([a-z_]+)").Groups[1].Value;
    }

    private async Task<JsonElement> HealthAsync(Guid account) => (await hub.Admin.SendAsync("GET", $"/api/channel-accounts/{account}/mailbox")).Is(HttpStatusCode.OK).Json;

    private Task StateAsync(Guid account, string state) => Eventually.HoldsAsync(async () => (await HealthAsync(account)).GetProperty("state").GetString() == state, what: $"the mailbox is {state}");

    private async Task StopAsync(Guid account) => (await hub.Admin.SendAsync("PUT", $"/api/channel-accounts/{account}", new { name = "Stopped", active = false })).Is(HttpStatusCode.OK);

    private async Task<int> RefreshedAsync() => (await hub.Line.GetFromJsonAsync<JsonElement>("/sim/mail/ledger")).GetProperty("tokensRefreshed").GetInt32();

    [GeneratedRegex("id=\"allow\" href=\"([^\"]*)\"")]
    private static partial Regex Allow();

    public sealed class SignInHub : ChatHub
    {
        public string ImapPort { get; private set; } = "";

        public override async ValueTask InitializeAsync()
        {
            Settings["Hub:AnyMailPort"] = "true";
            await base.InitializeAsync();
            ImapPort = (await Line.GetFromJsonAsync<JsonElement>("/sim/mail")).GetProperty("imapPort").ToString();
        }
    }
}
