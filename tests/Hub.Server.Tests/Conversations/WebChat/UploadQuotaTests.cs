using System.Net;
using Hub.Server.Conversations.Attachments;
using Hub.Server.Platform.Files;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Conversations.WebChat;

/// <summary>What visitors upload and no message takes: so much and no more, and not for long.</summary>
public sealed class UploadQuotaTests(ChatHub hub) : IClassFixture<ChatHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private UploadQuota Quota => hub.Services.GetRequiredService<UploadQuota>();

    [Fact]
    public async Task FI10_A_visitor_may_have_so_many_files_waiting_and_sending_some_makes_room()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        await WaitingAsync(visitor.IdentityId, UploadQuota.MaxFiles - 1, 1);
        var last = (await UploadAsync(visitor, 5)).Is(HttpStatusCode.Created).Id;
        (await UploadAsync(visitor, 5)).Is(HttpStatusCode.Conflict, "upload_quota");
        using var other = await VisitorClient.StartAsync(hub);
        (await UploadAsync(other, 5)).Is(HttpStatusCode.Created);

        await visitor.SayAsync("see this", last);
        await Eventually.HoldsAsync(async () => await StoredAsync(visitor));
        (await UploadAsync(visitor, 5)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task FI10_A_visitors_files_together_have_a_size_also_when_none_is_told_and_nothing_stays_of_what_is_refused()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        await WaitingAsync(visitor.IdentityId, 1, Quota.MaxBytes - 10);
        var before = UploadsOnDisk();
        (await UploadAsync(visitor, 11)).Is(HttpStatusCode.Conflict, "upload_quota");
        (await UploadAsync(visitor, 11, chunked: true)).Is(HttpStatusCode.Conflict, "upload_quota");
        Assert.Equal(before, UploadsOnDisk());
        (await UploadAsync(visitor, 10, chunked: true)).Is(HttpStatusCode.Created);
        (await UploadAsync(visitor, 1)).Is(HttpStatusCode.Conflict, "upload_quota");
    }

    [Fact]
    public async Task FI10_Files_that_come_at_once_share_what_room_there_is()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        await WaitingAsync(visitor.IdentityId, UploadQuota.MaxFiles - 2, 1);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => UploadAsync(visitor, 0)));
        Assert.Equal(2, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer => answer.Is(HttpStatusCode.Conflict, "upload_quota"));
    }

    [Fact]
    public async Task FI10_All_visitors_of_a_site_together_cannot_fill_the_disk_and_another_site_goes_on()
    {
        foreach (var key in new[] { "web-full", "web-empty" })
        {
            (await hub.Admin.SendAsync("POST", "/api/channel-accounts", new { key, channel = "webchat", name = key })).Is(HttpStatusCode.Created);
        }

        await WaitingAsync(Guid.CreateVersion7(), 1, Quota.MaxBytesOfSite, "web-full");
        using var refused = await VisitorClient.StartAsync(hub, site: "web-full");
        using var taken = await VisitorClient.StartAsync(hub, site: "web-empty");
        (await UploadAsync(refused, 1)).Is(HttpStatusCode.Conflict, "upload_quota");
        (await UploadAsync(taken, 1)).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task FI10_What_was_never_sent_is_deleted_after_a_day_with_its_bytes_and_what_is_on_its_way_or_planned_stays()
    {
        using var visitor = await VisitorClient.StartAsync(hub);
        var (forgotten, onTheWay) = ((await UploadAsync(visitor, 3)).Is(HttpStatusCode.Created).Id, (await UploadAsync(visitor, 3)).Is(HttpStatusCode.Created).Id);
        Assert.NotEqual(Guid.Empty, await hub.ScalarAsync<Guid>("UPDATE conversations.attachment SET sent_at = clock_timestamp() WHERE id = $1 RETURNING id", onTheWay));
        var planned = await DeskUploadAsync();
        var typed = await DeskUploadAsync();
        var (_, conversation) = await hub.PersonWithConversationAsync("Planned file");
        (await hub.Admin.SendAsync("POST", $"/api/conversations/{conversation}/messages", new { id = Guid.CreateVersion7(), text = "the catalogue", attachmentIds = new[] { planned }, sendAt = DateTimeOffset.UtcNow.AddDays(9), confirmed = new[] { "other_customer_file" } }))
            .Is(HttpStatusCode.Accepted);
        var key = await hub.ScalarAsync<string>("SELECT storage_key FROM conversations.attachment WHERE id = $1", forgotten);

        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow + SweepUploads.Kept - TimeSpan.FromHours(1));
        await SweepAsync(clock);
        Assert.Equal(4, await LeftAsync());
        clock.Advance(TimeSpan.FromHours(2));
        await SweepAsync(clock);
        Assert.Equal([onTheWay, planned], await IdsAsync());
        await Assert.ThrowsAsync<FileNotFoundException>(() => hub.Services.GetRequiredService<FileStore>().OpenAsync(key, TestContext.Current.CancellationToken));
        await SweepAsync(new FakeTimeProvider(DateTimeOffset.UtcNow + SweepUploads.KeptOnTheWay + TimeSpan.FromHours(1)));
        Assert.Equal([planned], await IdsAsync());

        // Deleted, it cannot be sent any more, and the visitor hears so.
        (await visitor.PostAsync("messages", new { id = Guid.CreateVersion7(), text = "see", uploadIds = new[] { forgotten } })).Is(HttpStatusCode.UnprocessableEntity, "invalid");

        async Task<List<Guid>> IdsAsync()
        {
            await using var command = hub.Database.CreateCommand("SELECT id FROM conversations.attachment WHERE id = ANY($1) ORDER BY array_position($1, id)");
            command.Parameters.Add(new() { Value = new[] { forgotten, onTheWay, planned, typed } });
            await using var reader = await command.ExecuteReaderAsync(Token);
            var ids = new List<Guid>();
            while (await reader.ReadAsync(Token))
            {
                ids.Add(reader.GetGuid(0));
            }

            return ids;
        }

        async Task<int> LeftAsync() => (await IdsAsync()).Count;
    }

    private async Task SweepAsync(TimeProvider clock)
    {
        using var sweep = ActivatorUtilities.CreateInstance<SweepUploads>(hub.Services, clock);
        await sweep.RunAsync(Token);
    }

    /// <summary>Files as if uploaded before, without bytes.</summary>
    private async Task WaitingAsync(Guid visitor, int count, long size, string site = "web-demo") => await hub.ScalarAsync<Guid>("""
        INSERT INTO conversations.attachment (id, kind, file_name, content_type, size, state, uploaded_by, account_id)
        SELECT gen_random_uuid(), 'file', 'a.bin', 'application/octet-stream', $2, 1, $3, a.id FROM integrations.channel_account a, generate_series(1, $1) WHERE a.key = $4 RETURNING id
        """, count, size, visitor, site);

    private static Task<Answer> UploadAsync(VisitorClient visitor, int bytes, bool chunked = false) => visitor.SendAsync("POST", "uploads", null, request =>
    {
        request.Headers.Add("X-File-Name", "a.bin");
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new StreamContent(new MemoryStream(new byte[bytes]));
    });

    private async Task<Guid> DeskUploadAsync() => (await hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
    {
        request.Headers.Add("X-File-Name", "catalogue.pdf");
        request.Content = new ByteArrayContent([1, 2, 3]);
    })).Is(HttpStatusCode.Created).Id;

    private async Task<bool> StoredAsync(VisitorClient visitor)
    {
        var conversation = await visitor.ConversationAsync();
        var files = (await hub.MessagesAsync(hub.Admin, conversation))[0].GetProperty("attachments");
        return files.GetArrayLength() == 1 && files[0].GetProperty("state").GetString() == "stored";
    }

    /// <summary>Those that <see cref="UploadAsync"/> brought: of nothing but zeros. Pictures of customers are fetched at any time.</summary>
    private string[] UploadsOnDisk() =>
        [.. Directory.EnumerateFiles(Directory.CreateDirectory(hub.Settings["Hub:FilesDirectory"]!).FullName, "*", SearchOption.AllDirectories).Where(IsOfZeros).Order(StringComparer.Ordinal)];

    private static bool IsOfZeros(string path)
    {
        try
        {
            return File.ReadAllBytes(path).All(value => value == 0);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
