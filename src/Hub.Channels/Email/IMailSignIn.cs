namespace Hub.Channels.Email;

/// <summary>What an account signs in with.</summary>
public interface IMailSignIn
{
    /// <summary>Null: this server takes mail without a sign-in (a relay that knows us by our address).</summary>
    /// <param name="refused">What the server has just not accepted, so that a token from a cache is not given out again.</param>
    /// <exception cref="MailException"><see cref="MailFault.SignInNeeded"/>: a person has to sign in; <see cref="MailFault.Unreachable"/>: the token could not be fetched now.</exception>
    ValueTask<MailCredentials?> GetAsync(ChannelAccount account, MailService service, MailCredentials? refused, CancellationToken cancellationToken);
}

/// <summary>User and password, or user and access token. No record, so that nothing prints the secret.</summary>
public sealed class MailCredentials
{
    private MailCredentials(string user, string secret, bool isToken) => (User, Secret, IsToken) = (user, secret, isToken);

    /// <summary>Whose mailbox: for a shared one its own address, not that of the person who signed in.</summary>
    public string User { get; }

    public string Secret { get; }

    /// <summary>The secret is an OAuth 2.0 access token (XOAUTH2).</summary>
    public bool IsToken { get; }

    public static MailCredentials Password(string user, string password) => new(user, password, isToken: false);

    public static MailCredentials Token(string user, string token) => new(user, token, isToken: true);
}

/// <summary>
/// Passwords as they stand in the account: setting "user" ("imapUser", "smtpUser"), else "address"; secret "password" ("imapPassword", "smtpPassword").
/// An outgoing server without a password of its own and without a common one takes mail without a sign-in.
/// </summary>
public sealed class PasswordSignIn : IMailSignIn
{
    public ValueTask<MailCredentials?> GetAsync(ChannelAccount account, MailService service, MailCredentials? refused, CancellationToken cancellationToken)
    {
        var prefix = service == MailService.Imap ? "imap" : "smtp";
        var password = account.Secret(prefix + "Password") ?? account.Secret("password");
        var user = account.Setting(prefix + "User") ?? account.Setting("user") ?? account.Setting("address");
        return (password, user, service) switch
        {
            ({ } secret, { } name, _) => ValueTask.FromResult<MailCredentials?>(MailCredentials.Password(name, secret)),
            (null, _, MailService.Smtp) => ValueTask.FromResult<MailCredentials?>(null),
            _ => throw new MailException(MailFault.NotConfigured, "no_credentials"),
        };
    }
}
