namespace Hub.Server.Identity;

/// <summary>Everything a role can allow. The names are part of the API.</summary>
internal static class Permissions
{
    public const string SeeAllConversations = "conversations.see_all";
    public const string SeeUnassigned = "conversations.see_unassigned";
    public const string Reply = "conversations.reply";
    public const string Assign = "conversations.assign";
    public const string Resolve = "conversations.resolve";
    public const string EditCustomers = "customers.edit";
    public const string ManageParked = "parked.manage";
    public const string ManageAccounts = "accounts.manage";
    public const string ManagePeople = "people.manage";

    public static IReadOnlyList<string> All { get; } =
        [SeeAllConversations, SeeUnassigned, Reply, Assign, Resolve, EditCustomers, ManageParked, ManageAccounts, ManagePeople];
}
