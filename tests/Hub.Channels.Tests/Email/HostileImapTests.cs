using Hub.Channels.Email;
using Hub.Testing;
using Hub.Testing.Mail;
using Xunit;

namespace Hub.Channels.Tests.Email;

/// <summary>Dialogues with IMAP servers that are chatty, broken or hostile.</summary>
public sealed class HostileImapTests
{
    [Theory]
    [InlineData(Pieces.Whole)]
    [InlineData(Pieces.Lines)]
    [InlineData(Pieces.Bytes)]
    public async Task A_noisy_dialogue_is_understood_in_whatever_pieces_it_comes(Pieces pieces)
    {
        await using var server = new ScriptedMailServer(dialogue => ImapScript.ServeAsync(dialogue), pieces);
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None);
        var state = await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        Assert.Equal(new MailFolderState(77, 9, 2), state);
        // The server answers "6:*" with its newest message, which is number 5: already known.
        Assert.Empty(await mailbox.ListAfterAsync(5, 10, CancellationToken.None));
        using var copy = new MemoryStream();
        Assert.True(await mailbox.CopyToAsync(5, copy, 1000, CancellationToken.None));
        Assert.Equal("Subject: a\r\n\r\nA001 OK not the end\r\n", System.Text.Encoding.ASCII.GetString(copy.ToArray()));
        Assert.Contains(server.Heard, line => line.Contains("BODY.PEEK[]<0.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NO [UNAVAILABLE] Try later", MailFault.Throttled)]
    [InlineData("NO [AUTHENTICATIONFAILED] Wrong", MailFault.WrongPassword)]
    [InlineData("NO Wrong", MailFault.WrongPassword)]
    [InlineData("NO [ALERT] Too many simultaneous connections. (Failure)", MailFault.Throttled)]
    public async Task F30_a_refused_sign_in_is_a_wrong_password_only_when_it_is_one_and_is_tried_once(string answer, MailFault fault)
    {
        await using var server = new ScriptedMailServer(dialogue => ImapScript.ServeAsync(dialogue, ("AUTHENTICATE", answer)));
        var refused = await Assert.ThrowsAsync<MailException>(() => MailTestAccount.Mailboxes().OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None));
        Assert.Equal(fault, refused.Fault);
        Assert.Single(server.Heard, line => line.Contains("AUTHENTICATE", StringComparison.Ordinal) || line.Contains("LOGIN", StringComparison.Ordinal));
        Assert.DoesNotContain("Wrong", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_the_server_turns_down_is_asked_for_once_more()
    {
        await using var server = new ScriptedMailServer(dialogue => ImapScript.ServeAsync(dialogue, (dialogue.Number == 1 ? "AUTHENTICATE" : "", "NO [AUTHENTICATIONFAILED] expired")));
        var given = new List<string?>();
        var refused = await Assert.ThrowsAsync<MailException>(() => MailTestAccount.Mailboxes(new Tokens(given)).OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None));
        Assert.Equal([null, "token-1"], given);
        Assert.Contains(refused.Fault, new[] { MailFault.SignInNeeded, MailFault.WrongPassword });
        Assert.Equal(2, server.Heard.Count(line => line.Contains("AUTHENTICATE XOAUTH2", StringComparison.Ordinal)));
        await using var mailbox = await MailTestAccount.Mailboxes(new Tokens(given)).OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None);
    }

    [Fact]
    public async Task MI12_what_came_before_the_handshake_counts_for_nothing()
    {
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            await dialogue.SayAsync("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\n");
            var tag = (await dialogue.HearAsync()).Split(' ')[0];
            await dialogue.SayAsync($"{tag} OK go\n* PREAUTH you are in\n* CAPABILITY IMAP4rev1 AUTH=CRAM-MD5\n");
            await dialogue.BeginTlsAsync(TestCertificates.Server);
            await ImapScript.ServeAsync(dialogue, greet: false);
        });
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(MailTestAccount.At(server.Port, "starttls", "localhost"), CancellationToken.None);
        Assert.Contains(server.Heard, line => line.Contains("AUTHENTICATE PLAIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("* PREAUTH you are in\n")]
    [InlineData("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\n")]
    public async Task MI12_without_STARTTLS_there_is_no_sign_in(string greeting)
    {
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            await dialogue.SayAsync(greeting);
            await ImapScript.ServeAsync(dialogue, greet: false, capabilities: "IMAP4rev1 AUTH=PLAIN");
        });
        var refused = await Assert.ThrowsAsync<MailException>(() => MailTestAccount.Mailboxes().OpenAsync(MailTestAccount.At(server.Port, "starttls"), CancellationToken.None));
        Assert.Equal(MailFault.TlsUnavailable, refused.Fault);
        Assert.DoesNotContain(server.Heard, line => line.Contains("AUTHENTICATE", StringComparison.Ordinal) || line.Contains("LOGIN", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("* 1 FETCH (UID 5 BODY[]<0> {900000000}\n")]
    [InlineData("* FLAGS (")]
    [InlineData("* LIST (\\HasNoChildren) \"/\" \"")]
    public async Task An_answer_without_end_is_cut_off(string start)
    {
        await using var server = new ScriptedMailServer(dialogue => ImapScript.ServeAsync(dialogue, ("UID", start), flood: true));
        await using var mailbox = await MailTestAccount.Mailboxes().OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        var cut = await Assert.ThrowsAsync<MailException>(() => mailbox.CopyToAsync(5, Stream.Null, 1000, CancellationToken.None));
        Assert.Equal(MailFault.BadAnswer, cut.Fault);
    }

    [Fact]
    public async Task F30_a_connection_that_died_while_waiting_is_noticed()
    {
        await using var server = new ScriptedMailServer(dialogue => ImapScript.ServeAsync(dialogue, ("IDLE", "+ idling")));
        var time = new FakeTimeProvider();
        var mailboxes = new Hub.Channels.Email.Imap.ImapMailboxes(new PasswordSignIn(), new MailNetwork(anyPort: true), time);
        await using var mailbox = await mailboxes.OpenAsync(MailTestAccount.At(server.Port), CancellationToken.None);
        await mailbox.SelectAsync("INBOX", readOnly: true, CancellationToken.None);
        var waiting = mailbox.WaitAsync(TimeSpan.FromMinutes(29), CancellationToken.None);
        await Eventually.HoldsAsync(() => server.Heard.Any(line => line.EndsWith("IDLE", StringComparison.Ordinal)));
        time.Advance(TimeSpan.FromSeconds(76));
        await Eventually.HoldsAsync(() => server.Heard.Contains("DONE"));
        time.Advance(TimeSpan.FromSeconds(40));
        var lost = await Assert.ThrowsAsync<MailException>(() => waiting.WaitAsync(Eventually.Deadline));
        Assert.Equal(MailFault.Timeout, lost.Fault);
    }

    private sealed class Tokens(List<string?> asked) : IMailSignIn
    {
        private int _count;

        public ValueTask<MailCredentials?> GetAsync(ChannelAccount account, MailService service, MailCredentials? refused, CancellationToken cancellationToken)
        {
            asked.Add(refused?.Secret);
            return ValueTask.FromResult<MailCredentials?>(MailCredentials.Token("shared@example.test", $"token-{++_count}"));
        }
    }
}
