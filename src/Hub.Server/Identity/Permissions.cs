namespace Hub.Server.Identity;

/// <summary>Everything a role can allow. The names are part of the API; docs/permissions.md says what each allows and which roles have it.</summary>
internal static class Permissions
{
    public const string SeeAllConversations = "conversations.see_all";
    public const string SeeUnassigned = "conversations.see_unassigned";
    public const string Note = "conversations.note";
    public const string Reply = "conversations.reply";
    public const string Assign = "conversations.assign";
    public const string Resolve = "conversations.resolve";
    public const string MarkSpam = "conversations.spam";
    public const string Help = "conversations.help";
    public const string ExportConversations = "conversations.export";
    public const string RedactMessages = "messages.redact";
    public const string EditCustomers = "customers.edit";
    public const string RevealCustomers = "customers.reveal";
    public const string MergeCustomers = "customers.merge";
    public const string EraseCustomers = "customers.erase";
    public const string ShareViews = "views.share";
    public const string ManageSettings = "settings.manage";
    public const string ManageAccounts = "accounts.manage";
    public const string ManageParked = "parked.manage";
    public const string ManagePeople = "people.manage";
    public const string SeeAudit = "audit.see";
    public const string ManageBackups = "backup.manage";
    public const string LinkMembers = "members.link";

    /// <summary>What is done to a conversation or a customer: a role for one team or brand can give these. The others concern the whole hub.</summary>
    public static IReadOnlySet<string> OfOneConversation { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        SeeAllConversations, SeeUnassigned, Note, Reply, Assign, Resolve, MarkSpam, Help, ExportConversations, RedactMessages,
        EditCustomers, RevealCustomers, MergeCustomers, EraseCustomers,
    };

    public static IReadOnlyList<string> All { get; } =
        [.. OfOneConversation, ShareViews, ManageSettings, ManageAccounts, ManageParked, ManagePeople, SeeAudit, ManageBackups, LinkMembers];
}
