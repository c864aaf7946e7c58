namespace Hub.Server.Identity;

/// <summary>Letters of the hub to its own people. Identity knows no channel; whoever has one answers.</summary>
internal interface ISystemMail
{
    /// <summary>Whether somebody has said from which account they are sent.</summary>
    ValueTask<bool> IsSetAsync(CancellationToken cancellationToken);

    /// <summary>One attempt, now: the words may hold what must lie in no queue. Null when the letter has been taken, else a stable code.</summary>
    Task<string?> SendAsync(string address, string subject, string text, CancellationToken cancellationToken);
}
