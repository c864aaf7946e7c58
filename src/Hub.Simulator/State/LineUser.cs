namespace Hub.Simulator.State;

internal sealed class LineUser
{
    public required string UserId { get; init; }
    public required string DisplayName { get; set; }

    /// <summary>Null means the avatar drawn by the simulator.</summary>
    public string? PictureUrl { get; init; }
    public string? Language { get; init; }
    public string? StatusMessage { get; init; }
    public bool Blocked { get; set; }

    /// <summary>While blocked, LINE says that it could not deliver, as for an account that has left, instead of answering 200 to what arrives nowhere.</summary>
    public bool Refuses { get; set; }

    /// <summary>A group or room, in which others write: its id begins with C or R. It is blocked while the account is not in it.</summary>
    public bool IsGroup => Ids.IsGroup(UserId);

    /// <summary>Of a group or room: whose telephones have it.</summary>
    public List<string>? Members { get; set; }

    /// <summary>Made by a load run: hidden from the phone page.</summary>
    public bool Load { get; init; }

    /// <summary>Message ids in the order in which the phone shows them.</summary>
    public List<string> Thread { get; } = [];
}
