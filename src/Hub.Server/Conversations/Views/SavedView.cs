using System.Text.Json;

namespace Hub.Server.Conversations.Views;

internal enum ViewScope : short { Own = 0, Team = 1, All = 2 }

internal enum ViewSort : short { Newest = 0, Oldest = 1, LongestWaiting = 2, NewestConversation = 3 }

/// <summary>A list that somebody has saved. Whoever reads one sees of it what they may see.</summary>
/// <param name="Conditions">A nested condition; see docs/conditions.md.</param>
/// <param name="Editable">Whoever asks may change it.</param>
/// <param name="Timed">What is in it changes by time alone.</param>
/// <param name="OfCustomer">What is in it changes with customers.</param>
internal sealed record SavedView(
    Guid Id, ViewScope Scope, Guid OwnerId, Guid? TeamId, string Name, JsonElement Conditions, ViewSort Sort, int Version, bool Editable, bool Timed, bool OfCustomer);
