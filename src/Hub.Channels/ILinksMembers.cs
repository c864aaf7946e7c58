namespace Hub.Channels;

/// <summary>
/// A channel on which a customer can show to be a member of the firm: the provider gives a token for one person, the firm signs them in on a page of its own, and
/// the provider says that both belong together. A message with <see cref="MemberLinkContent"/> makes the token at the moment it is sent.
/// </summary>
public interface ILinksMembers
{
    /// <summary>The name of the setting that holds the address of the firm's own sign-in page. Without a value nothing is linked.</summary>
    string MemberPageSetting { get; }

    /// <summary>Where the firm sends a customer it has signed in, so that the provider ties both together.</summary>
    /// <param name="linkToken">What the customer brought along in the address of the firm's page.</param>
    /// <param name="nonce">Made by the hub for this sign-in; comes back in <see cref="MemberLinked"/>.</param>
    string LinkUrl(ChannelAccount account, string linkToken, string nonce);
}

/// <summary>A token that was sent to a customer to link their member account with.</summary>
/// <param name="Token">Null: which of several the customer holds is not known.</param>
/// <param name="ExpiresAt">The provider takes it no longer.</param>
public sealed record IssuedLink(string? Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the token, which its holder could use.</summary>
    public override string ToString() => nameof(IssuedLink);
}
