using System.Net;
using System.Text.Json;
using Hub.Server.Tests.Identity;
using Xunit;

namespace Hub.Server.Tests.Conversations;

/// <summary>Contact reasons, results and the firm's own fields, and what a brand wants before a conversation is resolved.</summary>
public sealed class ClassificationTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task A_brand_that_requires_a_reason_a_result_or_a_field_gets_them_before_a_conversation_is_resolved()
    {
        var brand = await BrandAsync(requireReason: true, requireResult: true);
        var (delivery, late) = await ReasonsAsync(brand);
        var result = await ResultAsync(brand, "Sent again");
        await FieldsAsync(new { key = "parcel", kind = "text", nameJa = "伝票番号", nameEn = "Parcel", brandId = brand, required = true });
        var id = await TalkAsync();

        var refused = (await StatusAsync(id, new { status = "resolved" })).Is(HttpStatusCode.UnprocessableEntity, "required_before_resolve");
        Assert.Equal(["fields.parcel", "reason", "result"], refused.Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order());
        (await StatusAsync(id, new { status = "resolved", classification = new { reasonId = late } })).Is(HttpStatusCode.UnprocessableEntity, "required_before_resolve");
        Assert.Equal(JsonValueKind.Null, (await DetailAsync(id)).GetProperty("reasonId").ValueKind); // refused as a whole

        var reply = new { id = Guid.CreateVersion7(), text = "It is on its way.", statusAfter = new { status = "resolved" } };
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{id}/messages", reply)).Is(HttpStatusCode.UnprocessableEntity, "required_before_resolve");
        Assert.Single(await hub.MessagesAsync(hub.Admin, id));

        var row = (await StatusAsync(id, new { status = "resolved", classification = new { reasonId = late, resultId = result, fields = new { parcel = "1234-5678" } } })).Is(HttpStatusCode.OK).Json;
        Assert.Equal("resolved", row.GetProperty("status").GetString());
        Assert.Equal(late, row.GetProperty("reasonId").GetGuid());
        var detail = await DetailAsync(id);
        Assert.Equal("1234-5678", detail.GetProperty("fields").GetProperty("parcel").GetString());

        var words = await WordsAsync();
        Assert.Equal(late, words.GetProperty("reasons").EnumerateArray().Where(reason => reason.GetProperty("usedAt").ValueKind == JsonValueKind.String).Single().GetProperty("id").GetGuid());
        Assert.Equal(delivery, words.GetProperty("reasons").EnumerateArray().Single(reason => reason.GetProperty("id").GetGuid() == late).GetProperty("parentId").GetGuid());
        await BrandAsync(requireReason: false, requireResult: false);
        await FieldsAsync();
    }

    [Fact]
    public async Task A_reason_of_another_brand_or_kind_and_one_switched_off_are_refused()
    {
        var brand = await BrandAsync();
        var other = (await hub.Admin.SendAsync("POST", "/api/brands", new { key = "other-brand", name = "Other" })).Is(HttpStatusCode.Created).Json.GetProperty("id").GetGuid();
        var (_, foreign) = await ReasonsAsync(other);
        var result = await ResultAsync(brand, "Explained");
        var id = await TalkAsync();
        (await ClassifyAsync(id, new { reasonId = foreign })).Is(HttpStatusCode.BadRequest);
        (await ClassifyAsync(id, new { reasonId = result })).Is(HttpStatusCode.BadRequest);
        (await ClassifyAsync(id, new { reasonId = Guid.CreateVersion7() })).Is(HttpStatusCode.BadRequest);
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/results", new { revision = await RevisionAsync(), items = new[] { new { id = foreign, nameJa = "盗", nameEn = "Stolen" } } })).Is(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_reason_tree_has_three_levels_and_says_where_a_name_is_missing()
    {
        var brand = await BrandAsync();
        object Node(string name, params object[] children) => new { nameJa = name, nameEn = name, children };
        var deep = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/reasons", new { revision = await RevisionAsync(), items = new[] { Node("1", Node("2", Node("3", Node("4")))) } })).Is(HttpStatusCode.BadRequest).Json;
        Assert.Equal("too_deep", deep.GetProperty("errors").GetProperty("items[0].children[0].children[0].children")[0].GetString());
        var nameless = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/reasons", new { revision = await RevisionAsync(), items = new[] { Node("1", Node(" ")) } })).Is(HttpStatusCode.BadRequest).Json;
        Assert.Equal("required", nameless.GetProperty("errors").GetProperty("items[0].children[0].name")[0].GetString());
    }

    [Theory]
    [InlineData("number", "12.50", true)]
    [InlineData("number", "\"12\"", false)]
    [InlineData("date", "\"2026-02-28\"", true)]
    [InlineData("date", "\"2026-02-30\"", false)]
    [InlineData("yesNo", "false", true)]
    [InlineData("yesNo", "\"no\"", false)]
    [InlineData("choice", "\"red\"", true)]
    [InlineData("choice", "\"blue\"", false)]
    [InlineData("choices", "[\"red\",\"green\"]", true)]
    [InlineData("choices", "[\"red\",\"blue\"]", false)]
    [InlineData("text", "\"伝票\"", true)]
    [InlineData("text", "5", false)]
    public async Task A_field_takes_what_fits_its_kind(string kind, string value, bool fits)
    {
        var id = await TalkAsync();
        var key = $"f_{kind.ToLowerInvariant()}";
        await FieldsAsync(new { key, kind, nameJa = kind, nameEn = kind, options = new[] { new { key = "red", nameJa = "赤", nameEn = "Red" }, new { key = "green", nameJa = "緑", nameEn = "Green" } } });
        var answer = await ClassifyAsync(id, new { fields = new Dictionary<string, object?> { [key] = JsonSerializer.Deserialize<JsonElement>(value) } });
        Assert.Equal(fits ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(fits, (await DetailAsync(id)).GetProperty("fields").TryGetProperty(key, out var kept) && kept.GetRawText() == value);
        (await ClassifyAsync(id, new { fields = new Dictionary<string, object?> { [key] = null } })).Is(HttpStatusCode.OK);
        Assert.False((await DetailAsync(id)).GetProperty("fields").TryGetProperty(key, out _));
        await FieldsAsync();
    }

    [Fact]
    public async Task A_fields_kind_stays_and_one_in_use_is_switched_off()
    {
        var id = await TalkAsync();
        await FieldsAsync(new { key = "gift", kind = "yesNo", nameJa = "贈答", nameEn = "Gift" });
        (await ClassifyAsync(id, new { fields = new { gift = true } })).Is(HttpStatusCode.OK);
        var field = (await WordsAsync()).GetProperty("fields").EnumerateArray().Single(each => each.GetProperty("key").GetString() == "gift");
        (await hub.Admin.SendAsync("PUT", "/api/fields", new { revision = await RevisionAsync(), items = new[] { new { id = field.GetProperty("id").GetGuid(), key = "gift", kind = "text", nameJa = "贈答", nameEn = "Gift" } } }))
            .Is(HttpStatusCode.Conflict, "field_kind_fixed");
        await FieldsAsync();
        Assert.False((await WordsAsync()).GetProperty("fields").EnumerateArray().Single(each => each.GetProperty("key").GetString() == "gift").GetProperty("active").GetBoolean());
        (await ClassifyAsync(id, new { fields = new { gift = false } })).Is(HttpStatusCode.BadRequest);
    }

    private async Task<Guid> TalkAsync()
    {
        var user = await hub.PhoneAsync("Reason");
        await hub.SayAsync(user, "hello");
        return await hub.ConversationOfAsync(user);
    }

    private async Task<Guid> BrandAsync(bool requireReason = false, bool requireResult = false)
    {
        var brand = (await hub.Admin.SendAsync("GET", "/api/brands")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray().Single(each => each.GetProperty("key").GetString() == "main");
        var id = brand.GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/brands/{id}", new { name = "Main", requireReason, requireResult })).Is(HttpStatusCode.OK);
        return id;
    }

    private async Task<(Guid Upper, Guid Lower)> ReasonsAsync(Guid brand)
    {
        var items = new[] { new { nameJa = "配送", nameEn = $"Delivery {brand}", children = new[] { new { nameJa = "遅延", nameEn = $"Late {brand}" } } } };
        var reasons = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/reasons", new { revision = await RevisionAsync(), items })).Is(HttpStatusCode.OK).Json.GetProperty("reasons").EnumerateArray().ToList();
        Guid Named(string name) => reasons.Single(reason => reason.GetProperty("nameEn").GetString() == $"{name} {brand}" && reason.GetProperty("active").GetBoolean()).GetProperty("id").GetGuid();
        return (Named("Delivery"), Named("Late"));
    }

    private async Task<Guid> ResultAsync(Guid brand, string name)
    {
        var words = (await hub.Admin.SendAsync("PUT", $"/api/brands/{brand}/results", new { revision = await RevisionAsync(), items = new[] { new { nameJa = name, nameEn = name } } })).Is(HttpStatusCode.OK).Json;
        return words.GetProperty("results").EnumerateArray().Single(each => each.GetProperty("nameEn").GetString() == name).GetProperty("id").GetGuid();
    }

    private async Task FieldsAsync(params object[] items) =>
        (await hub.Admin.SendAsync("PUT", "/api/fields", new { revision = await RevisionAsync(), items })).Is(HttpStatusCode.OK);

    private async Task<JsonElement> WordsAsync() => (await hub.Admin.SendAsync("GET", "/api/vocabulary")).Is(HttpStatusCode.OK).Json;

    private async Task<string?> RevisionAsync() => (await WordsAsync()).GetProperty("revision").GetString();

    private Task<Answer> StatusAsync(Guid id, object body) => hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/status", body);

    private Task<Answer> ClassifyAsync(Guid id, object body) => hub.Admin.SendAsync("PUT", $"/api/conversations/{id}/classification", body);

    private async Task<JsonElement> DetailAsync(Guid id) => (await hub.Admin.SendAsync("GET", $"/api/conversations/{id}")).Is(HttpStatusCode.OK).Json;
}
