using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Hub.Server.Backup;
using Hub.Server.Platform;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Startup;
using Hub.Server.Tests.Conversations;
using Hub.Server.Tests.Identity;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Hub.Server.Tests.Platform;

/// <summary>A hub that keeps its files in a bucket.</summary>
public sealed class BucketHub : ChatHub
{
    public Bucket Bucket { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        if (Bucket.Missing is null)
        {
            await Bucket.StartAsync();
            foreach (var (name, value) in Bucket.Settings)
            {
                Settings[name] = value;
            }

            Settings["Hub:FilesDirectory"] = null;
        }

        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Bucket.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class S3Tests : IClassFixture<BucketHub>
{
    private readonly BucketHub hub;

    public S3Tests(BucketHub hub)
    {
        if (Bucket.Missing is { } why)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Fail(why);
        }

        this.hub = hub;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FileStore Store => hub.Services.GetRequiredService<FileStore>();

    [Fact]
    public async Task A_file_goes_to_the_bucket_and_comes_back_whole_in_part_and_not_at_all_once_deleted()
    {
        var bytes = RandomNumberGenerator.GetBytes(3_000_000);
        var uploaded = (await hub.Admin.SendAsync("POST", "/api/uploads", null, request =>
        {
            request.Headers.Add("X-File-Name", "film.mp4");
            request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("video/mp4") } };
        })).Is(HttpStatusCode.Created).Id;
        var key = await hub.ScalarAsync<string>("SELECT storage_key FROM conversations.attachment WHERE id = $1", uploaded);
        Assert.False(Directory.Exists(Path.Combine(hub.DataDirectory, FileStore.FolderName)));
        await Eventually.HoldsAsync(() => !Directory.EnumerateFiles(Path.Combine(hub.DataDirectory, "uploading")).Any());
        Assert.Contains(Directory.EnumerateFiles(hub.Bucket.Folder, "*", SearchOption.AllDirectories), path => path.Contains($"/crm/{key}", StringComparison.Ordinal));

        Assert.Equal(bytes, await GetAsync(uploaded, null));
        Assert.Equal(bytes[1_000_000..1_000_100], await GetAsync(uploaded, new RangeHeaderValue(1_000_000, 1_000_099)));
        Assert.Equal(bytes[^50..], await GetAsync(uploaded, new RangeHeaderValue(null, 50)));

        await using (var waits = await Store.OpenAsync(key, Token))
        {
            var head = new byte[4];
            waits.ReadExactly(head);
            Assert.Equal(bytes[..4], head);
        }

        await Store.DeleteAsync(key);
        await Store.DeleteAsync(key); // what is not there is deleted already
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenAsync(key, Token));
        (await hub.Admin.SendAsync("GET", $"/api/attachments/{uploaded}")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_backup_takes_files_out_of_the_bucket_and_a_restore_puts_them_into_a_folder_or_another()
    {
        var bytes = RandomNumberGenerator.GetBytes(100_000);
        var stored = await Store.StoreAsync((stream, token) => stream.WriteAsync(bytes, token).AsTask(), Token);
        await hub.ScalarAsync<Guid>($"INSERT INTO conversations.attachment (id, kind, state, size, storage_key) VALUES (gen_random_uuid(), 'file', 1, 100000, '{stored.Key}') RETURNING id");
        var file = Path.Combine(TestFolders.New("backup"), "hub.backup");
        await MakeBackup.RunAsync(new CommandArguments("backup", file, Options(hub.DataDirectory, hub.ConnectionString, S3()), null, Force: false, Check: false, WithoutKey: false), _ => { }, Token);

        var folder = TestFolders.New("restored");
        await RestoreBackup.RunAsync(new CommandArguments("restore", file, Options(folder, await TestDatabases.CreateEmptyAsync(Token), null), null, Force: false, Check: false, WithoutKey: false), _ => { }, Token);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(folder, FileStore.FolderName, FileStore.RelativePath(stored.Key)), Token));

        var other = S3() with { Prefix = "other/" };
        await RestoreBackup.RunAsync(new CommandArguments("restore", file, Options(TestFolders.New("restored"), await TestDatabases.CreateEmptyAsync(Token), other), null, Force: false, Check: false, WithoutKey: false), _ => { }, Token);
        using var storage = new S3Storage(other, TestFolders.New("reading"));
        await using var restored = await storage.OpenAsync(stored.Key, Token);
        var read = new MemoryStream();
        await restored.CopyToAsync(read, Token);
        Assert.Equal(bytes, read.ToArray());
    }

    [Fact]
    public async Task A_bucket_that_cannot_be_used_is_told_at_the_start_without_its_keys()
    {
        foreach (var wrong in new[] { S3() with { AccessKey = "nobody", SecretKey = "canary" }, S3() with { Bucket = "nobodys" }, S3() with { Endpoint = new Uri("http://127.0.0.1:9") } })
        {
            var problems = new StartupProblems();
            await OptionsChecks.CheckBucketAsync(Options(hub.DataDirectory, hub.ConnectionString, wrong), problems, Token);
            var refusal = Assert.Throws<StartupException>(problems.ThrowIfAny).Message;
            Assert.Contains("Hub__S3__Bucket", refusal, StringComparison.Ordinal);
            Assert.DoesNotContain("canary", refusal, StringComparison.Ordinal);
        }

        var right = new StartupProblems();
        await OptionsChecks.CheckBucketAsync(Options(hub.DataDirectory, hub.ConnectionString, S3()), right, Token);
        right.ThrowIfAny();
    }

    private S3Options S3() => new(Bucket.Name, new Uri(hub.Bucket.Address), "us-east-1", "S3RVER", "S3RVER", "crm/");

    private HubOptions Options(string dataDirectory, string database, S3Options? bucket) =>
        new() { DataDirectory = dataDirectory, NodeName = "test", Database = database, MasterKey = hub.Settings.GetValueOrDefault("Hub:MasterKey"), S3 = bucket };

    private async Task<byte[]> GetAsync(Guid file, RangeHeaderValue? range)
    {
        using var http = hub.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/attachments/{file}") { Headers = { Range = range } };
        request.Headers.Add("Cookie", hub.Admin.Cookie);
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent, answer.StatusCode);
        return await answer.Content.ReadAsByteArrayAsync(Token);
    }
}
