namespace Hub.Channels.Email;

/// <summary>
/// What an account's settings say beyond its servers: "address", "fromName", "aliases" (further own addresses), "trustedMx" (servers whose
/// Authentication-Results count), each list separated by commas; "plusAddressing" ("off" where the mail server knows no such addresses), "receiveOnly", "dkimSelector" (for the account's test).
/// Secret: "webhookSecret".
/// </summary>
internal sealed class EmailAccount(ChannelAccount account)
{
    /// <summary>Null: the account cannot send.</summary>
    public string? Address { get; } = account.Setting("address") is { } address && address.IndexOf('@', StringComparison.Ordinal) > 0 ? address.Trim() : null;

    public string? FromName { get; } = account.Setting("fromName");

    public IReadOnlyCollection<string> TrustedMx { get; } = List(account.Setting("trustedMx"));

    public bool PlusAddressing { get; } = account.Setting("plusAddressing") != "off";

    private readonly HashSet<string> own = new(List(account.Setting("aliases")).Append(account.Setting("address") ?? ""), StringComparer.OrdinalIgnoreCase);

    /// <summary>One of our own addresses, also with something after a "+".</summary>
    public bool IsOwn(string address)
    {
        var (at, plus) = (address.LastIndexOf('@'), address.IndexOf('+', StringComparison.Ordinal));
        return own.Contains(address) || (plus > 0 && plus < at && own.Contains(string.Concat(address.AsSpan(0, plus), address.AsSpan(at))));
    }

    public string Domain => Address is { } address ? address[(address.LastIndexOf('@') + 1)..].ToLowerInvariant() : "localhost";

    private static string[] List(string? text) => text?.Split([',', ';', ' ', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
