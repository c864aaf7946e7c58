using Hub.Server.Conversations.Inbound;
using Hub.Server.Platform.Files;
using Hub.Server.Platform.Secrets;
using Hub.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Hub.Server.Tests.Conversations.Inbound;

public sealed class RawBodyTests(ChatHub hub) : IClassFixture<ChatHub>
{
    [Fact]
    public async Task P12_a_body_whose_time_is_over_goes_also_when_its_file_cannot_be_deleted_at_that_moment()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var (bodies, files) = (hub.Services.GetRequiredService<RawBodies>(), hub.Services.GetRequiredService<FileStore>());
        var key = await bodies.StoreAsync("a letter nobody could read"u8.ToArray(), cancellationToken);
        await bodies.RegisterAsync(key, await hub.ScalarAsync<Guid>("SELECT id FROM integrations.channel_account WHERE key = 'line-demo'"), cancellationToken);

        var away = new RawBodies(hub.Services.GetRequiredService<NpgsqlDataSource>(), new FileStore(new Away()), hub.Services.GetRequiredService<SecretBox>(), TimeProvider.System);
        await away.PurgeAsync(DateTimeOffset.UtcNow.AddMinutes(1), cancellationToken);
        await Eventually.HoldsAsync(async () => !await files.ExistsAsync(key, cancellationToken));
    }

    private sealed class Away : IFileStorage
    {
        public string WorkingPath(string key) => throw new IOException();

        public Task PutAsync(string path, string key, CancellationToken cancellationToken) => throw new IOException();

        public Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) => throw new IOException();

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => throw new IOException();

        public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new IOException();

        public IAsyncEnumerable<string> KeysAsync(CancellationToken cancellationToken) => throw new IOException();
    }
}
