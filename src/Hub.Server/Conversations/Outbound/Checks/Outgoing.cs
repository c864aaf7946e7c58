using Hub.Server.Identity;

namespace Hub.Server.Conversations.Outbound.Checks;

/// <summary>One thing a sender is asked before a message leaves.</summary>
/// <param name="Code">Stable; the desk has a text for it, and repeating the request with it in <c>confirmed</c> is the answer "yes".</param>
/// <param name="Found">The words that raised the question.</param>
/// <param name="Name">Whose it is or should be, when the sender may know.</param>
internal sealed record SendQuestion(string Code, string? Found = null, string? Name = null);

/// <summary>What is about to leave, and what is known about whom it goes to: enough to ask all questions that need no look-up.</summary>
internal sealed record Outgoing
{
    public string? Text { get; init; }

    public int Files { get; init; }

    /// <summary>The customer's last words, when the last message of the conversation is theirs.</summary>
    public string? LastInbound { get; init; }

    public string Brand { get; init; } = "";

    public IReadOnlyCollection<string> OtherBrands { get; init; } = [];

    /// <summary>Addresses it goes to, for channels where the sender chooses them; empty where the conversation decides.</summary>
    public IReadOnlyCollection<string> Recipients { get; init; } = [];

    /// <summary>Addresses that have taken part in the conversation.</summary>
    public IReadOnlyCollection<string> KnownRecipients { get; init; } = [];

    /// <summary>The names of its author that customers of this brand are not to read.</summary>
    public PersonNames? HiddenAuthor { get; init; }

    /// <summary>Where the desk lives; a link into it is of no use to a customer.</summary>
    public string? DeskAddress { get; init; }
}

/// <summary>The customer's names as the record and the channel know them.</summary>
internal sealed record CustomerNames(string? Name, string? Kana, string? DisplayName);
