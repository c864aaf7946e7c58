using Hub.Testing.Mail;

namespace Hub.Channels.Tests.Email;

/// <summary>A small server that takes everything, except where the test says otherwise.</summary>
internal static class SmtpScript
{
    /// <param name="fault">At which command, or at the end of the message (".") to answer differently; null hangs up, "" says nothing and returns.</param>
    internal static async Task ServeAsync(MailDialogue dialogue, (string At, string? Reply)? fault = null, bool greet = true)
    {
        if (greet)
        {
            await dialogue.SayAsync("220 test ready\n");
        }

        for (var inMessage = false; ;)
        {
            var line = await dialogue.HearAsync();
            if (inMessage && line != ".")
            {
                continue;
            }

            var verb = inMessage ? "." : line.Split(' ')[0].ToUpperInvariant();
            inMessage = false;
            if (fault is { } other && other.At == verb)
            {
                if (string.IsNullOrEmpty(other.Reply))
                {
                    return;
                }

                await dialogue.SayAsync(other.Reply);
                continue;
            }

            switch (verb)
            {
                case "EHLO":
                    await dialogue.SayAsync("250-test\n250-SIZE 50000000\n250-8BITMIME\n250-SMTPUTF8\n250-DSN\n250-ENHANCEDSTATUSCODES\n250 AUTH PLAIN LOGIN XOAUTH2\n");
                    break;
                case "AUTH":
                    await dialogue.SayAsync("235 2.7.0 ok\n");
                    break;
                case "DATA":
                    inMessage = true;
                    await dialogue.SayAsync("354 go on\n");
                    break;
                case "QUIT":
                    await dialogue.SayAsync("221 bye\n");
                    return;
                default:
                    await dialogue.SayAsync("250 2.0.0 ok\n");
                    break;
            }
        }
    }
}
