namespace Hub.Channels.Email;

/// <summary>What a check says when everything works.</summary>
internal static class MailChecks
{
    private static readonly TimeSpan _warnBefore = TimeSpan.FromDays(21);

    /// <summary>A certificate that ends within three weeks is said while there is time (F41).</summary>
    internal static AccountCheck Passed(string prefix, MailCertificates certificates, TimeProvider time) =>
        certificates.ValidUntil is { } until && until - time.GetUtcNow() < _warnBefore
            ? new AccountCheck(true, prefix + "_certificate_ends_soon", until.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            : new AccountCheck(true, "ok", null);
}
