using System.Text.Json.Serialization;
using Hub.Server.Conversations.Calls;
using Hub.Server.Conversations.FollowUps;
using Hub.Server.Customers;

namespace Hub.Server.Conversations.Live;

/// <summary>What a frame carries. Every event is an upsert of the newest state: applying one twice, or an older one late, changes nothing.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ConversationChanged), "conversation")]
[JsonDerivedType(typeof(ConversationRemoved), "conversationRemoved")]
[JsonDerivedType(typeof(MessageChanged), "message")]
[JsonDerivedType(typeof(CustomerChanged), "customer")]
[JsonDerivedType(typeof(CallChanged), "call")]
[JsonDerivedType(typeof(FollowUpChanged), "followUp")]
internal abstract record DeskEvent;

internal sealed record ConversationChanged(ConversationRow Row) : DeskEvent;

/// <summary>It has left what this group may see. A row with a higher or equal version wins.</summary>
internal sealed record ConversationRemoved(Guid Id, int Version) : DeskEvent;

internal sealed record MessageChanged(MessageView Message) : DeskEvent;

internal sealed record CustomerChanged(CustomerView Customer) : DeskEvent;

internal sealed record CallChanged(CallView Call) : DeskEvent;

internal sealed record FollowUpChanged(FollowUpView FollowUp) : DeskEvent;
