namespace Hub.Channels.Email;

/// <summary>Asks the DNS what a domain says about letters sent in its name. Never throws but on cancellation; has a deadline of its own.</summary>
public interface ISendingDomain
{
    /// <summary>The TXT records of a name, each joined to one string; empty: there are none; null: the DNS did not answer.</summary>
    Task<IReadOnlyList<string>?> TextAsync(string name, CancellationToken cancellationToken);
}
