using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hub.Server.Platform.Files;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.Outbound;

/// <summary>A hub that takes files up to 100 KB.</summary>
public sealed class SmallFilesHub : ChatHub
{
    public SmallFilesHub() => Settings["Hub:MaxUploadBytes"] = "100000";
}

public sealed class FileTests(SmallFilesHub hub) : IClassFixture<SmallFilesHub>
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. "not much of a picture"u8];

    [Theory]
    [InlineData("image", "image/png")]
    [InlineData("video", "video/mp4")]
    [InlineData("audio", "audio/mp4")]
    [InlineData("file", "application/pdf")]
    public async Task F33_a_file_is_there_with_its_own_bytes_and_type_after_its_message(string kind, string type)
    {
        await hub.FaultsAsync(new { contentPreparing = 1 });
        byte[] bytes = [.. Png, .. Encoding.UTF8.GetBytes(kind)];
        var conversation = await SendFileAsync(kind, bytes, type);

        // Visible at once, whatever becomes of the bytes.
        var pending = await AttachmentAsync(conversation);
        Assert.Equal(kind, pending.GetProperty("kind").GetString());
        var stored = await BecomesAsync(conversation, "stored");
        Assert.Equal(bytes.Length, stored.GetProperty("size").GetInt64());
        using var answer = await GetAsync(stored.GetProperty("url").GetString()!, hub.Admin);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(kind == "file" ? "application/octet-stream" : type, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(kind == "file" ? "attachment" : "inline", answer.Content.Headers.ContentDisposition!.DispositionType);
        await hub.NoFaultsAsync();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task F33_a_file_the_provider_no_longer_has_is_gone_and_its_message_stays(int status)
    {
        await hub.FaultsAsync(new { refuse = new { status, next = 1, on = "content" } });
        var conversation = await SendFileAsync("image", Png, "image/png");
        var gone = await BecomesAsync(conversation, "gone");
        Assert.Equal(JsonValueKind.Null, gone.GetProperty("url").ValueKind);
        (await hub.Admin.SendAsync("GET", $"/api/attachments/{gone.GetProperty("id").GetGuid()}")).Is(HttpStatusCode.NotFound);
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F33_a_file_over_the_limit_is_not_kept()
    {
        var conversation = await SendFileAsync("image", [.. Png, .. new byte[100_001]], "image/png");
        await BecomesAsync(conversation, "gone");
        Assert.Equal("too_large", await hub.ScalarAsync<string>("SELECT error FROM conversations.attachment WHERE conversation_id = $1", conversation));
    }

    [Fact]
    public async Task F33_a_failing_download_is_tried_again_until_it_works()
    {
        await hub.FaultsAsync(new { refuse = new { status = 500, next = 1, on = "content" } });
        await BecomesAsync(await SendFileAsync("image", Png, "image/png"), "stored");
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task F33_a_file_that_is_never_ready_is_shown_as_failed_in_the_end_and_not_as_pending_for_ever()
    {
        await hub.FaultsAsync(new { contentPreparing = 1000 });
        var conversation = await SendFileAsync("video", Png, "video/mp4");
        var id = (await AttachmentAsync(conversation)).GetProperty("id").GetGuid();
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM platform.job WHERE kind = 'fetch-attachment' AND key = $1 AND lease_until IS NULL AND attempts > 0", id.ToString("N")) == 1);
        await using (var hurry = hub.Database.CreateCommand("UPDATE platform.job SET attempts = 9, run_at = clock_timestamp() WHERE kind = 'fetch-attachment' AND key = $1"))
        {
            hurry.Parameters.Add(new() { Value = id.ToString("N") });
            await hurry.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await BecomesAsync(conversation, "failed");
        await hub.NoFaultsAsync();
    }

    [Fact]
    public async Task A_message_taken_back_takes_its_file_with_it()
    {
        var conversation = await SendFileAsync("image", Png, "image/png");
        var stored = await BecomesAsync(conversation, "stored");
        var user = await hub.ScalarAsync<string>("SELECT i.external_id FROM conversations.conversation c JOIN customers.identity i ON i.id = c.identity_id WHERE c.id = $1", conversation);
        var messageId = (await hub.PhoneThreadAsync(user))[0].GetProperty("id").GetString();
        (await hub.Line.PostAsync($"/sim/accounts/line-demo/users/{user}/messages/{messageId}/unsend", null)).EnsureSuccessStatusCode();
        await BecomesAsync(conversation, "gone");
        (await hub.Admin.SendAsync("GET", stored.GetProperty("url").GetString()!)).Is(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync(async () => await hub.ScalarAsync<long>("SELECT count(*) FROM conversations.attachment WHERE conversation_id = $1 AND storage_key IS NOT NULL", conversation) == 0);
    }

    [Fact]
    public async Task FI1_what_a_browser_could_run_is_only_ever_downloaded()
    {
        foreach (var (name, type) in new[] { ("a.svg", "image/svg+xml"), ("a.html", "text/html"), ("a.xml", "text/xml"), ("a.pdf", "application/pdf"), ("a.png", "image/svg+xml; charset=utf-8") })
        {
            var id = (await UploadAsync(hub.Admin, name, type, "<svg onload='alert(1)'/>"u8.ToArray())).Id;
            using var answer = await GetAsync($"/api/attachments/{id}", hub.Admin);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
            Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.MediaType);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Contains("sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("..%2F..%2Fetc%2Fpasswd", "passwd")]
    [InlineData("C%3A%5CWindows%5Cevil.exe", "evil.exe")]
    [InlineData("a%00.png", "a.png")]
    [InlineData("gpj.%E2%80%AEexe.png", "gpj.exe.png")]
    [InlineData("%E2%80%8B.htaccess", "htaccess")]
    [InlineData("line%0D%0ASet-Cookie%3A%20a%3Db.txt", "lineSet-Cookie: a=b.txt")]
    [InlineData("invoice.pdf.exe", "invoice.pdf.exe")]
    [InlineData("CON", "CON")]
    [InlineData("%E3%83%8F%E3%82%9A%E3%83%B3.png", "パン.png")]
    public async Task FI2_a_name_is_cleaned_after_it_is_normalised_and_is_only_a_label(string given, string shown)
    {
        var uploaded = (await RawUploadAsync(given)).Is(HttpStatusCode.Created).Json;
        Assert.Equal(shown, uploaded.GetProperty("fileName").GetString());
        using var answer = await GetAsync($"/api/attachments/{uploaded.GetProperty("id").GetGuid()}", hub.Admin);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(shown, answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task FI2_a_name_of_nothing_is_refused_and_a_long_one_keeps_its_end_and_whole_characters()
    {
        foreach (var nothing in new[] { "", "..", "%00", "a%2F", "%E2%80%8B" })
        {
            (await RawUploadAsync(nothing)).Is(HttpStatusCode.BadRequest, "invalid");
        }

        var name = (await RawUploadAsync(Uri.EscapeDataString(string.Concat(Enumerable.Repeat("🍵", 150)) + "x.png"))).Is(HttpStatusCode.Created).Json.GetProperty("fileName").GetString()!;
        Assert.EndsWith("🍵x.png", name, StringComparison.Ordinal);
        Assert.True(name.Length <= 200 && char.IsHighSurrogate(name[0]));
    }

    [Fact]
    public async Task FI3_bytes_lie_under_a_random_name_and_no_name_that_was_given_is_part_of_a_path()
    {
        (await RawUploadAsync("..%2Fgiven-name.png")).Is(HttpStatusCode.Created);
        var key = await hub.ScalarAsync<string>("SELECT storage_key FROM conversations.attachment WHERE file_name = 'given-name.png'");
        Assert.Matches("^[0-9a-f]{32}$", key);
        var files = Directory.EnumerateFiles(Path.Combine(hub.DataDirectory, "files"), "*", SearchOption.AllDirectories).Select(Path.GetFileName).ToList();
        Assert.Contains(key, files);
        Assert.All(files, file => Assert.Matches(@"^[0-9a-f]{32}(\.partial)?$", file));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(hub.DataDirectory), entry => Path.GetFileName(entry).Contains("given", StringComparison.Ordinal));
    }

    [Fact]
    public async Task FI5_a_signed_link_dies_with_its_file_and_the_desks_link_with_the_right_to_see_it()
    {
        var (ours, theirs) = (await hub.TeamAsync("Files ours"), await hub.TeamAsync("Files theirs"));
        using var member = await hub.SignedInAsync("agent", ours);
        var conversation = await SendFileAsync("image", Png, "image/png");
        var file = (await BecomesAsync(conversation, "stored")).GetProperty("id").GetGuid();
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = ours })).Is(HttpStatusCode.OK);
        (await member.SendAsync("GET", $"/api/attachments/{file}")).Is(HttpStatusCode.OK);
        (await hub.Admin.SendAsync("PUT", $"/api/conversations/{conversation}/assignment", new { teamId = theirs })).Is(HttpStatusCode.OK);
        (await member.SendAsync("GET", $"/api/attachments/{file}")).Is(HttpStatusCode.NotFound);

        var link = hub.Services.GetRequiredService<FileLinks>().Path(file, TimeSpan.FromMinutes(5));
        using (var works = await GetAsync(link, null))
        {
            Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        }

        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages/1/redact", new { attachmentId = file, reason = "sent by mistake" })).Is(HttpStatusCode.OK);
        using var dead = await GetAsync(link, null);
        Assert.Equal(HttpStatusCode.NotFound, dead.StatusCode);
    }

    [Fact]
    public async Task FI6_an_upload_can_be_attached_by_its_uploader_only_and_once()
    {
        var (_, conversation) = await hub.PersonWithConversationAsync("Files");
        using var colleague = await hub.SignedInAsync("agent");
        var theirs = (await UploadAsync(colleague, "theirs.png", "image/png", Png)).Id;
        (await hub.Admin.SendAsync("GET", $"/api/attachments/{theirs}")).Is(HttpStatusCode.NotFound);
        Assert.Equal("unknown_attachment", (await ReplyAsync(conversation, theirs)).Is(HttpStatusCode.UnprocessableEntity, "cannot_send").Json.GetProperty("detail").GetString());

        var mine = (await UploadAsync(hub.Admin, "mine.png", "image/png", Png)).Id;
        var others = new List<Guid> { conversation };
        for (var i = 0; i < 3; i++)
        {
            others.Add((await hub.PersonWithConversationAsync($"Files {i}")).Conversation);
        }

        var answers = await Task.WhenAll(others.Select(other => ReplyAsync(other, mine)));
        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(3, answers.Count(answer => answer.Status == HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_picture_of_ours_arrives_on_the_phone_and_its_link_works_until_it_ends_and_only_as_signed()
    {
        var (user, conversation) = await hub.PersonWithConversationAsync("Picture");
        byte[] picture = [.. Png, 1];
        var file = (await UploadAsync(hub.Admin, "荷物.png", "image/png", picture)).Id;
        await hub.BecomesAsync(conversation, await hub.ReplyAsync(conversation, "Here it is", file), "accepted");
        var sent = (await hub.PhoneThreadAsync(user)).Where(item => item.GetProperty("from").GetString() == "hub").ToList();
        Assert.Equal(["text", "image"], sent.Select(item => item.GetProperty("type").GetString()));
        var link = new Uri(sent[1].GetProperty("content").GetProperty("originalContentUrl").GetString()!);
        using (var answer = await GetAsync(link.PathAndQuery, null))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(picture, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        var ended = hub.Services.GetRequiredService<FileLinks>().Path(file, TimeSpan.FromHours(-3));
        var parts = link.PathAndQuery.Split("&s=");
        foreach (var wrong in new[] { ended, parts[0] + "&s=" + parts[1][..^1] + (parts[1][^1] == 'A' ? 'B' : 'A'), parts[0] + "0&s=" + parts[1], link.PathAndQuery.Replace(file.ToString(), Guid.CreateVersion7().ToString()), parts[0], parts[0] + "&s=" })
        {
            using var answer = await GetAsync(wrong, null);
            Assert.True(answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest, $"{wrong}: {answer.StatusCode}");
        }
    }

    private async Task<Guid> SendFileAsync(string kind, byte[] bytes, string type)
    {
        var user = await hub.PhoneAsync($"Sends {kind}");
        await hub.WriteAsync(user, new { type = kind, data = Convert.ToBase64String(bytes), contentType = type, fileName = "a.pdf", durationMs = 1000 });
        return await hub.ConversationOfAsync(user);
    }

    private async Task<JsonElement> AttachmentAsync(Guid conversation) => Assert.Single((await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments").EnumerateArray().ToList());

    private async Task<JsonElement> BecomesAsync(Guid conversation, string state)
    {
        await Eventually.HoldsAsync(async () => (await AttachmentAsync(conversation)).GetProperty("state").GetString() == state, what: $"the file is {state}");
        return await AttachmentAsync(conversation);
    }

    private static async Task<Answer> UploadAsync(DeskClient client, string name, string type, byte[] bytes) => (await client.SendAsync("POST", "/api/uploads", null, request =>
    {
        request.Headers.Add("X-File-Name", Uri.EscapeDataString(name));
        request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
    })).Is(HttpStatusCode.Created);

    private Task<Answer> RawUploadAsync(string encodedName) => hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
    {
        request.Headers.TryAddWithoutValidation("X-File-Name", encodedName);
        request.Content = new ByteArrayContent(Png) { Headers = { ContentType = MediaTypeHeaderValue.Parse("image/png") } };
    });

    private Task<Answer> ReplyAsync(Guid conversation, Guid file) =>
        hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "see", attachmentIds = new[] { file }, confirmed = new[] { "other_customer_file" } });

    private async Task<HttpResponseMessage> GetAsync(string path, DeskClient? client)
    {
        using var http = hub.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (client is not null)
        {
            request.Headers.Add("Cookie", client.Cookie);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
