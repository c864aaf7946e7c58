using Hub.Channels.Email;
using Hub.Testing.Mail;
using Xunit;

namespace Hub.Channels.Tests.Email;

/// <summary>What servers really answer, and what nobody should: dialogues over a real socket.</summary>
public sealed class HostileSmtpTests
{
    private static readonly MailEnvelope _toAnna = new("support@example.test", ["anna@example.test"]);

    [Theory]
    [InlineData(Pieces.Whole)]
    [InlineData(Pieces.Lines)]
    [InlineData(Pieces.Bytes)]
    public async Task A_plain_dialogue_is_understood_in_whatever_pieces_it_comes(Pieces pieces)
    {
        await using var server = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue), pieces);
        var sent = await SendAsync(server, _toAnna with { EnvelopeId = "m-1" });
        Assert.Equal(MailOutcome.Accepted, sent.Outcome);
        Assert.Contains(server.Heard, line => line.StartsWith("MAIL FROM:<support@example.test>", StringComparison.Ordinal) && line.Contains(" RET=HDRS", StringComparison.Ordinal) && line.Contains(" ENVID=m-1", StringComparison.Ordinal));
        Assert.Contains(server.Heard, line => line.StartsWith("RCPT TO:<anna@example.test>", StringComparison.Ordinal) && line.Contains("NOTIFY=FAILURE,DELAY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MAIL", "421 4.7.0 Too busy\n", MailOutcome.RetryLater, "throttled")]
    [InlineData("MAIL", "553 5.7.1 Not you\n", MailOutcome.Rejected, "message_refused")]
    [InlineData("MAIL", "530 5.7.0 Authentication required\n", MailOutcome.RetryLater, "sign_in_required")]
    [InlineData("RCPT", "451 4.7.1 Greylisted\n", MailOutcome.RetryLater, "greylisted")]
    [InlineData("RCPT", "452 4.2.2 Full\n", MailOutcome.RetryLater, "mailbox_full")]
    [InlineData("RCPT", "550 5.1.1 Nobody\n", MailOutcome.Rejected, "no_such_mailbox")]
    [InlineData("DATA", "451 4.3.0 Disk full\n", MailOutcome.RetryLater, "throttled")]
    [InlineData("DATA", "554 5.7.1 No\n", MailOutcome.Rejected, "message_refused")]
    [InlineData(".", "451 4.3.0 Later\n", MailOutcome.RetryLater, "throttled")]
    [InlineData(".", "421 4.3.2 Closing\n", MailOutcome.RetryLater, "throttled")]
    [InlineData(".", "554 5.7.1 Spam\n", MailOutcome.Rejected, "message_refused")]
    [InlineData(".", "552 5.3.4 Too big\n", MailOutcome.Rejected, "too_large")]
    public async Task F27_a_reply_says_whether_it_is_for_good(string at, string reply, MailOutcome outcome, string code)
    {
        await using var server = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue, (at, reply)));
        var sent = await SendAsync(server, _toAnna);
        Assert.Equal((outcome, code), (sent.Outcome, sent.Code));
        Assert.Equal(outcome, Assert.Single(sent.Recipients).Outcome);
    }

    [Theory]
    [InlineData("EHLO", MailOutcome.RetryLater)]
    [InlineData("MAIL", MailOutcome.RetryLater)]
    [InlineData("RCPT", MailOutcome.RetryLater)]
    [InlineData("DATA", MailOutcome.RetryLater)]
    [InlineData(".", MailOutcome.Unknown)]
    public async Task F27_a_connection_that_ends_before_the_message_is_whole_is_a_retry_and_after_that_unknown(string at, MailOutcome outcome)
    {
        await using var server = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue, (at, null)));
        var sent = await SendAsync(server, _toAnna);
        Assert.Equal((outcome, "connection_lost"), (sent.Outcome, sent.Code));
    }

    [Fact]
    public async Task F27_no_answer_after_the_end_of_the_message_is_unknown()
    {
        using var patience = new CancellationTokenSource();
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            await SmtpScript.ServeAsync(dialogue, (".", ""));
            await patience.CancelAsync();
            await dialogue.HangAsync();
        });
        var sent = await MailTestAccount.Sender().SendAsync(MailTestAccount.At(server.Port), _toAnna, MailTestAccount.Mail("hang"), patience.Token);
        Assert.Equal((MailOutcome.Unknown, "timeout"), (sent.Outcome, sent.Code));
    }

    [Theory]
    [InlineData("anna@example.test>\r\nRCPT TO:<eve@example.test")]
    [InlineData("anna\r\n@example.test")]
    [InlineData("\"a\r\nDATA\r\n\"@example.test")]
    [InlineData("anna@example.test\0")]
    [InlineData("anna@exam\u2028ple.test")]
    [InlineData("<anna@example.test>")]
    [InlineData("anna")]
    public async Task MI8_an_address_with_anything_but_an_address_in_it_never_reaches_the_wire(string address)
    {
        await using var server = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue));
        var asRecipient = await SendAsync(server, new MailEnvelope("support@example.test", [address]));
        Assert.Equal((MailOutcome.Rejected, "bad_address"), (asRecipient.Outcome, asRecipient.Code));
        var asSender = await SendAsync(server, new MailEnvelope(address, ["anna@example.test"]));
        Assert.Equal((MailOutcome.Rejected, "bad_sender"), (asSender.Outcome, asSender.Code));
        Assert.Equal(0, server.Connections);
        var beside = await SendAsync(server, new MailEnvelope("support@example.test", ["ben@example.test", address]));
        Assert.Equal([MailOutcome.Accepted, MailOutcome.Rejected], beside.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal(["RCPT TO:<ben@example.test>"], server.Heard.Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)).Select(line => line.Split(" NOTIFY")[0]));
    }

    [Theory]
    [InlineData("dot..dot@docomo.example", "\"dot..dot\"@docomo.example")]
    [InlineData("ends.@docomo.example", "\"ends.\"@docomo.example")]
    [InlineData("\"dot..dot\"@docomo.example", "\"dot..dot\"@docomo.example")]
    public async Task Old_carrier_addresses_are_quoted_as_the_protocol_wants(string address, string written)
    {
        await using var server = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue));
        Assert.Equal(MailOutcome.Accepted, (await SendAsync(server, new MailEnvelope("support@example.test", [address]))).Outcome);
        Assert.Contains(server.Heard, line => line.StartsWith($"RCPT TO:<{written}>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MI12_what_came_before_the_handshake_counts_for_nothing()
    {
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            await dialogue.SayAsync("220 ready\n");
            await dialogue.HearAsync();
            await dialogue.SayAsync("250-x\n250-STARTTLS\n250 AUTH LOGIN\n");
            await dialogue.HearAsync();
            // The injected answer would offer the weaker way only.
            await dialogue.SayAsync("220 go\n250-injected\n250 AUTH LOGIN\n");
            await dialogue.BeginTlsAsync(TestCertificates.Server);
            await SmtpScript.ServeAsync(dialogue, greet: false);
        });
        var sent = await MailTestAccount.Sender().SendAsync(MailTestAccount.At(server.Port, "starttls", "localhost"), _toAnna, MailTestAccount.Mail("tls"), CancellationToken.None);
        Assert.Equal(MailOutcome.Accepted, sent.Outcome);
        Assert.Equal(2, server.Heard.Count(line => line.StartsWith("EHLO", StringComparison.Ordinal)));
        Assert.Contains(server.Heard, line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MI12_without_TLS_or_with_a_bad_certificate_nothing_is_said_in_clear()
    {
        await using var plain = new ScriptedMailServer(dialogue => SmtpScript.ServeAsync(dialogue));
        var without = await MailTestAccount.Sender().SendAsync(MailTestAccount.At(plain.Port, "starttls"), _toAnna, MailTestAccount.Mail("x"), CancellationToken.None);
        Assert.Equal((MailOutcome.RetryLater, "tls_unavailable"), (without.Outcome, without.Code));
        Assert.DoesNotContain(plain.Heard, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));

        foreach (var certificate in new[] { TestCertificates.Sign("elsewhere.test"), TestCertificates.Sign("localhost", TimeProvider.System.GetUtcNow().AddDays(-1)) })
        {
            await using var server = new ScriptedMailServer(dialogue => dialogue.BeginTlsAsync(certificate));
            var bad = await MailTestAccount.Sender().SendAsync(MailTestAccount.At(server.Port, "tls", "localhost"), _toAnna, MailTestAccount.Mail("x"), CancellationToken.None);
            Assert.Equal((MailOutcome.RetryLater, "certificate"), (bad.Outcome, bad.Code));
        }
    }

    [Fact]
    public async Task F41_a_certificate_about_to_end_is_told_by_the_check()
    {
        var until = TimeProvider.System.GetUtcNow().AddDays(10);
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            await dialogue.BeginTlsAsync(TestCertificates.Sign("localhost", until));
            await SmtpScript.ServeAsync(dialogue);
        });
        var check = await MailTestAccount.Sender().CheckAsync(MailTestAccount.At(server.Port, "tls", "localhost"), CancellationToken.None);
        Assert.Equal((true, "smtp_certificate_ends_soon"), (check.Healthy, check.Code));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var server = new ScriptedMailServer(async dialogue =>
        {
            var flood = new string('x', 64 * 1024);
            await dialogue.SayAsync("220-");
            while (true)
            {
                await dialogue.SayAsync(flood);
            }
        });
        var sent = await SendAsync(server, _toAnna);
        Assert.Equal((MailOutcome.RetryLater, "answer_too_long"), (sent.Outcome, sent.Code));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("0.0.0.0")]
    [InlineData("[::ffff:169.254.169.254]")]
    [InlineData("224.0.0.1")]
    public async Task SR1_addresses_that_are_no_mail_servers_are_never_called(string host)
    {
        var sent = await MailTestAccount.Sender().SendAsync(MailTestAccount.At(587, "tls", host), _toAnna, MailTestAccount.Mail("x"), CancellationToken.None);
        Assert.Equal((MailOutcome.RetryLater, "address_not_allowed"), (sent.Outcome, sent.Code));
    }

    [Fact]
    public async Task SR9_ports_of_other_services_are_not_tried_and_plain_text_leaves_the_machine_never()
    {
        var guarded = new Hub.Channels.Email.Smtp.SmtpSender(new PasswordSignIn(), new MailNetwork(), TimeProvider.System);
        Assert.Equal("smtp_port_not_allowed", (await guarded.CheckAsync(MailTestAccount.At(6379), CancellationToken.None)).Code);
        Assert.Equal("smtp_plain_only_here", (await guarded.CheckAsync(MailTestAccount.At(587, "none", "192.0.2.1"), CancellationToken.None)).Code);
    }

    private static Task<MailSendResult> SendAsync(ScriptedMailServer server, MailEnvelope envelope) =>
        MailTestAccount.Sender().SendAsync(MailTestAccount.At(server.Port), envelope, MailTestAccount.Mail("test"), CancellationToken.None);
}
