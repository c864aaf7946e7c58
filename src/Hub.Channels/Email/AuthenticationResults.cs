using System.Globalization;
using System.Text.RegularExpressions;
using Hub.Channels.Email.Mime;

namespace Hub.Channels.Email;

/// <summary>
/// What the firm's own mail server found out about the sender (Authentication-Results, RFC 8601; X-Spam-*). Anybody can write such a header, so it counts only
/// under the name of a server the account trusts, and only where it stands above every header an outside server can have written (MI11).
/// </summary>
internal static partial class AuthenticationResults
{
    /// <param name="trusted">Names of our own servers, as they stand at the beginning of the header; empty: nobody is believed.</param>
    public static SenderChecks? Read(MailHeaders headers, IReadOnlyCollection<string> trusted)
    {
        if (trusted.Count == 0)
        {
            return null;
        }

        string? spf = null, dkim = null, dmarc = null;
        bool? spam = null;
        double? score = null;
        var ours = false;
        var passed = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in headers)
        {
            if (Is(header, "Received"))
            {
                // A server writes its results above its own trace. What stands below the trace came with the mail, whatever name it bears.
                if (ours || ByTrusted(header.Value, trusted) is not { } server)
                {
                    break;
                }

                passed.Add(server);
            }
            else if (Is(header, "Authentication-Results") && ServerOf(header.Value) is var by && trusted.Contains(by, StringComparer.OrdinalIgnoreCase))
            {
                if (passed.Contains(by))
                {
                    break;
                }

                ours = true;
                spf ??= Result(header.Value, "spf");
                dkim ??= Result(header.Value, "dkim");
                dmarc ??= Result(header.Value, "dmarc");
            }
            else if ((ours || passed.Count == 0) && Is(header, "X-Spam-Flag"))
            {
                spam ??= header.Value.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase);
            }
            else if ((ours || passed.Count == 0) && Is(header, "X-Spam-Status"))
            {
                spam ??= header.Value.TrimStart().StartsWith("yes", StringComparison.OrdinalIgnoreCase);
                score ??= Score().Match(header.Value) is { Success: true } match && double.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var value) ? value : null;
            }
        }

        return ours || spam is not null ? new SenderChecks(ours ? spf ?? "none" : null, ours ? dkim ?? "none" : null, ours ? dmarc ?? "none" : null, spam, score) : null;
    }

    private static bool Is(MailHeader header, string name) => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string ServerOf(string value) => value.Split(';', 2)[0].Trim().Split(' ')[0];

    private static string? ByTrusted(string received, IReadOnlyCollection<string> trusted) =>
        By().Match(received) is { Success: true } match && trusted.Contains(match.Groups[1].Value, StringComparer.OrdinalIgnoreCase) ? match.Groups[1].Value : null;

    private static string? Result(string value, string method)
    {
        foreach (var part in value.Split(';').Skip(1))
        {
            var match = Method().Match(part.Trim());
            if (match.Success && match.Groups[1].Value.Equals(method, StringComparison.OrdinalIgnoreCase))
            {
                return match.Groups[2].Value.ToLowerInvariant();
            }
        }

        return null;
    }

    [GeneratedRegex(@"^([A-Za-z0-9-]{1,20})(?:/\d+)?\s*=\s*([A-Za-z]{1,20})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Method();

    [GeneratedRegex(@"\bscore=(-?\d{1,4}(?:\.\d{1,3})?)", RegexOptions.CultureInvariant)]
    private static partial Regex Score();

    [GeneratedRegex(@"\bby\s+([A-Za-z0-9.-]{1,253})", RegexOptions.CultureInvariant)]
    private static partial Regex By();
}
