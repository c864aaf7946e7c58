using Hub.Testing.Mail;

namespace Hub.Channels.Tests.Email;

/// <summary>A small IMAP server with one message and much to say besides.</summary>
internal static class ImapScript
{
    private const string Usual = "IMAP4rev1 SASL-IR IDLE AUTH=PLAIN AUTH=XOAUTH2";
    private const string Message = "Subject: a\r\n\r\nA001 OK not the end\r\n";

    /// <param name="fault">A command and what to answer instead: "NO …" gets the command's tag, anything else is said as it is, and then nothing.</param>
    /// <param name="flood">After the fault's words, more of the same without end.</param>
    internal static async Task ServeAsync(MailDialogue dialogue, (string At, string Reply)? fault = null, bool greet = true, string capabilities = Usual, bool flood = false)
    {
        if (greet)
        {
            await dialogue.SayAsync($"* OK [CAPABILITY {capabilities}] ready\n");
        }

        while (true)
        {
            var words = (await dialogue.HearAsync()).Split(' ');
            if (words.Length < 2)
            {
                continue;
            }

            var (tag, verb) = (words[0], words[1].ToUpperInvariant());
            if (fault is { } other && other.At == verb && !(flood && words.Contains("SEARCH")))
            {
                await dialogue.SayAsync(other.Reply.StartsWith("NO", StringComparison.Ordinal) ? $"{tag} {other.Reply}\n" : other.Reply + (flood ? "" : "\n"));
                while (flood)
                {
                    await dialogue.SayAsync(new string('x', 64 * 1024));
                }

                continue;
            }

            await dialogue.SayAsync(Answer(verb, words, capabilities) + $"{tag} OK {(verb == "EXAMINE" ? "[READ-ONLY] " : "")}done\n");
            if (verb == "LOGOUT")
            {
                return;
            }
        }
    }

    private static string Answer(string verb, string[] words, string capabilities) => verb switch
    {
        "CAPABILITY" => $"* CAPABILITY {capabilities}\n",
        "LIST" => "* LIST (\\HasNoChildren) \"/\" INBOX\n",
        "SELECT" or "EXAMINE" => "* 2 EXISTS\n* 1 RECENT\n* FLAGS (\\Seen $\\*odd)\n* OK [UIDVALIDITY 77] x\n* OK [UIDNEXT 9] x\n* OK [X-UNKNOWN a b] hm\n",
        "UID" when words.Contains("SEARCH") => "* 3 EXISTS\n* SEARCH 5\n",
        "UID" when words.Any(word => word.StartsWith("BODY.PEEK[]", StringComparison.Ordinal) || word.StartsWith("(BODY.PEEK[]", StringComparison.Ordinal)) =>
            $"* 1 FETCH (FLAGS (\\Seen))\n* OK Still here\n* 2 FETCH (UID 5 BODY[]<0> {{{Message.Length}}}\n{Message})\n* 2 RECENT\n",
        "UID" => "* 2 FETCH (UID 5 RFC822.SIZE 34 FLAGS () INTERNALDATE \"27-Nov-2026 10:00:00 +0900\")\n",
        "LOGOUT" => "* BYE\n",
        _ => "",
    };
}
