namespace Hub.Channels.Email;

/// <summary>What a sending domain says of itself, and what that means for letters sent in its name: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489).</summary>
internal static class SendingDomain
{
    internal static async Task<IReadOnlyList<AccountFinding>> ExplainAsync(string domain, string? dkimSelector, ISendingDomain dns, CancellationToken cancellationToken)
    {
        var spf = dns.TextAsync(domain, cancellationToken);
        var dmarc = dns.TextAsync("_dmarc." + domain, cancellationToken);
        var dkim = dkimSelector is null ? null : dns.TextAsync($"{dkimSelector}._domainkey.{domain}", cancellationToken);
        return [Spf(await spf), dkim is null ? new AccountFinding("dkim_no_selector", false, null) : Dkim(await dkim), Dmarc(await dmarc)];
    }

    private static AccountFinding Spf(IReadOnlyList<string>? records)
    {
        var found = records?.Where(record => record.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            null => new AccountFinding("dns_silent", false, "SPF"),
            [] => new AccountFinding("spf_missing", false, null),
            [var one] when Words(one).Any(word => word is "+all" or "all") => new AccountFinding("spf_open", false, one),
            [var one] when !Words(one).Any(word => word is "-all" or "~all" || word.StartsWith("redirect=", StringComparison.Ordinal)) => new AccountFinding("spf_undecided", false, one),
            [var one] => new AccountFinding("spf_ok", true, one),
            _ => new AccountFinding("spf_several", false, found[0]),
        };
    }

    private static AccountFinding Dkim(IReadOnlyList<string>? records)
    {
        if (records is null)
        {
            return new AccountFinding("dns_silent", false, "DKIM");
        }

        var key = records.Select(Tags).FirstOrDefault(tags => tags.ContainsKey("p"));
        return key is null ? new AccountFinding("dkim_missing", false, null)
            : key["p"].Length == 0 ? new AccountFinding("dkim_revoked", false, null)
            : new AccountFinding("dkim_ok", true, null);
    }

    private static AccountFinding Dmarc(IReadOnlyList<string>? records)
    {
        if (records is null)
        {
            return new AccountFinding("dns_silent", false, "DMARC");
        }

        var record = records.FirstOrDefault(text => text.StartsWith("v=DMARC1", StringComparison.OrdinalIgnoreCase));
        return record is null ? new AccountFinding("dmarc_missing", false, null)
            : Tags(record).GetValueOrDefault("p") is "quarantine" or "reject" ? new AccountFinding("dmarc_ok", true, record)
            : new AccountFinding("dmarc_none", false, record);
    }

    private static IEnumerable<string> Words(string record) => record.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Dictionary<string, string> Tags(string record) => record.Split(';')
        .Select(part => part.Split('=', 2)).Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0].Trim().ToLowerInvariant(), pair => pair[1].Trim(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
}
