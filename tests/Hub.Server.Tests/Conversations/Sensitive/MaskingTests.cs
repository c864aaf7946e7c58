using System.Net;
using System.Text.Json;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Conversations.Sensitive;

public sealed class MaskingTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task PR7_a_card_number_stands_nowhere_in_clear_once_its_message_has_arrived()
    {
        const string card = "4111 1111 1111 1111";
        var user = await hub.PhoneAsync("Card");
        await hub.SayAsync(user, $"カードは {card} です");
        var conversation = await hub.ConversationOfAsync(user);
        await hub.SettledAsync();
        var message = (await hub.MessagesAsync(hub.Admin, conversation)).Single(each => each.GetProperty("kind").GetString() == "inbound");
        Assert.Equal("カードは •••• •••• •••• 1111 です", message.Body());
        Assert.Equal("card", message.GetProperty("content").GetProperty("masked")[0].GetString());
        var row = (await hub.Admin.SendAsync("GET", $"/api/conversations/{conversation}")).Is(HttpStatusCode.OK).Json;
        Assert.Equal("カードは •••• •••• •••• 1111 です", row.GetProperty("lastMessage").GetProperty("preview").GetString());
        Assert.Empty(await Traces.OfAsync(hub, card));
        Assert.Empty(await Traces.OfAsync(hub, card.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task P2_a_repetition_of_a_masked_message_changes_nothing_and_leaves_no_number_either()
    {
        const string card = "5555555555554444";
        var body = LineWebhook.Text("Umask-repeat", "mask-repeat", $"my card {card}");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(body));
        var conversation = await hub.ConversationOfAsync("Umask-repeat");
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Umask-repeat", "mask-repeat", $"my card {card}", redelivered: true)));
        await hub.SettledAsync();
        Assert.Single(await hub.MessagesAsync(hub.Admin, conversation), message => message.GetProperty("kind").GetString() == "inbound");
        Assert.Empty(await Traces.OfAsync(hub, card));
    }

    [Fact]
    public async Task F01_a_body_that_was_not_settled_is_masked_by_the_next_life()
    {
        const string card = "378282246310005";
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Text("Umask-crash", "mask-crash", $"card {card}")));
        var conversation = await hub.ConversationOfAsync("Umask-crash");
        await hub.SettledAsync();

        // As if the node had died after the message and before the body: the body is whole and open, in the hands of a node that is gone.
        var id = await hub.ScalarAsync<long>("UPDATE conversations.delivery SET body = $1 WHERE position('mask-crash'::bytea in body) > 0 RETURNING id", LineWebhook.Text("Umask-crash", "mask-crash", $"card {card}"));
        Assert.NotEmpty(await Traces.OfAsync(hub, card)); // Seen before it is open: from then on this node may take it up, too.
        await hub.ScalarAsync<long>("INSERT INTO conversations.open_delivery (id, received_on, node_id) SELECT id, received_on, gen_random_uuid() FROM conversations.delivery WHERE id = $1 RETURNING id", id);
        await using var next = await HubFixture.StartAsync([new("ConnectionStrings:Hub", hub.ConnectionString), new("Hub:MasterKey", Convert.ToBase64String(new byte[32])), new("Hub:FilesDirectory", Path.Combine(hub.DataDirectory, "files"))]);
        await Eventually.HoldsAsync(async () => (await Traces.OfAsync(hub, card)).Count == 0, within: TimeSpan.FromSeconds(40));
        Assert.Single(await hub.MessagesAsync(hub.Admin, conversation), message => message.GetProperty("kind").GetString() == "inbound");
    }

    [Fact]
    public async Task What_is_no_card_arrives_as_it_was_written_and_its_body_stays_as_it_was_signed()
    {
        var user = await hub.PhoneAsync("Parcel");
        await hub.SayAsync(user, "伝票番号は 1234-5678-9018 です");
        var conversation = await hub.ConversationOfAsync(user);
        Assert.Equal("伝票番号は 1234-5678-9018 です", (await hub.MessagesAsync(hub.Admin, conversation)).Single(each => each.GetProperty("kind").GetString() == "inbound").Body());
        Assert.Equal(0L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.masked_value WHERE conversation_id = $1", conversation));
    }

    [Fact]
    public async Task A_note_keeps_no_number_and_a_confirmed_reply_reaches_the_customer_whole()
    {
        const string card = "6011111111111117";
        var (user, conversation) = await hub.PersonWithConversationAsync("Numbers");
        var note = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/notes", new { id = Guid.CreateVersion7(), text = $"paid with {card}" })).Is(HttpStatusCode.Created).Json;
        Assert.Equal("paid with •••• •••• •••• 1117", note.Body());
        var reply = new { id = Guid.CreateVersion7(), text = $"Your card {card}", confirmed = new[] { "sensitive_number" } };
        var sent = (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", reply)).Is(HttpStatusCode.Created).Json;
        Assert.Equal("Your card •••• •••• •••• 1117", sent.Body());
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", reply)).Is(HttpStatusCode.OK);
        await hub.BecomesAsync(conversation, sent.GetProperty("number").GetInt32(), "accepted");
        Assert.Equal([$"Your card {card}"], (await hub.OnPhoneAsync(user)).Select(message => message.Text));
        Assert.Empty(await Traces.OfAsync(hub, card));
    }

    [Fact]
    public async Task A_masked_message_that_is_taken_back_leaves_nothing_sealed()
    {
        var user = await hub.PhoneAsync("Unsends");
        var sent = await hub.SayAsync(user, "4222222222222");
        var conversation = await hub.ConversationOfAsync(user);
        Assert.Equal(1L, await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.masked_value WHERE conversation_id = $1", conversation));
        var id = await hub.ScalarAsync<string>("SELECT provider_id FROM conversations.message_key WHERE conversation_id = $1", conversation);
        Assert.NotEqual(JsonValueKind.Undefined, sent.ValueKind);
        Assert.Equal(HttpStatusCode.OK, await hub.PostAsync(LineWebhook.Body(LineWebhook.Event("unsend", user, "Eunsend-masked", DateTimeOffset.UtcNow, "unsend", new { messageId = id }))));
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.masked_value WHERE conversation_id = $1", conversation) == 0);
    }
}
