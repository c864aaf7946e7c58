using System.Security.Cryptography;
using Hub.Server.Platform;
using Hub.Server.Platform.Secrets;
using Hub.Testing;
using Xunit;

namespace Hub.Server.Tests.Platform;

public sealed class SecretsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void SC2_Secret_opens_only_in_its_own_place()
    {
        var box = new SecretBox(NewKey());
        var secret = box.Seal("token", "account", "7", "accessToken");

        Assert.Equal("token", box.OpenText(secret, "account", "7", "accessToken"));
        Assert.ThrowsAny<CryptographicException>(() => box.OpenText(secret, "account", "8", "accessToken"));
        Assert.ThrowsAny<CryptographicException>(() => box.OpenText(secret, "account", "7", "channelSecret"));
        Assert.ThrowsAny<CryptographicException>(() => box.OpenText(secret, "account7", "", "accessToken"));
    }

    [Fact]
    public void SC2_Changed_bytes_never_open()
    {
        var box = new SecretBox(NewKey());
        var secret = box.Seal("token", "account", "7", "accessToken");

        for (var position = 0; position < secret.Length; position++)
        {
            var changed = secret.ToArray();
            changed[position] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => box.OpenText(changed, "account", "7", "accessToken"));
        }

        Assert.ThrowsAny<CryptographicException>(() => box.OpenText("token"u8, "account", "7", "accessToken"));
        Assert.ThrowsAny<CryptographicException>(() => box.OpenText([], "account", "7", "accessToken"));
    }

    [Fact]
    public void Same_secret_never_looks_the_same_twice()
    {
        var box = new SecretBox(NewKey());

        Assert.NotEqual(box.Seal("token", "t", "r", "n"), box.Seal("token", "t", "r", "n"));
    }

    [Fact]
    public async Task SC5_Another_master_key_than_before_is_refused()
    {
        var database = await TestDatabases.CreateAsync(Stop);
        await using (await StartAsync(database, NewKeyText()))
        {
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, NewKeyText()));

        Assert.Contains("Hub__MasterKey", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SC5_Lost_key_file_is_not_replaced_by_a_new_one()
    {
        var database = await TestDatabases.CreateAsync(Stop);
        string key;
        await using (var first = await StartAsync(database, null))
        {
            key = await File.ReadAllTextAsync(Path.Combine(first.DataDirectory, "master.key"), Stop);
        }

        var refusal = await Assert.ThrowsAsync<StartupException>(() => StartAsync(database, null));

        Assert.Contains("is missing", refusal.Message, StringComparison.Ordinal);
        await using var restored = await StartAsync(database, key);
    }

    private static Task<HubFixture> StartAsync(string database, string? key) =>
        HubFixture.StartAsync(new Dictionary<string, string?> { ["ConnectionStrings:Hub"] = database, ["Hub:MasterKey"] = key });

    private static MasterKey NewKey() => new(RandomNumberGenerator.GetBytes(MasterKey.Size));

    private static string NewKeyText() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Size));
}
