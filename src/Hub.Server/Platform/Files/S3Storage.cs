using System.Net;
using System.Runtime.CompilerServices;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Hub.Server.Platform.Files;

/// <summary>The section <c>Hub__S3</c>: a bucket at Amazon, or at whatever speaks the same protocol.</summary>
/// <param name="Endpoint">Null: Amazon's of the region.</param>
/// <param name="Prefix">What every key begins with; empty, or ends with a slash.</param>
internal sealed record S3Options(string Bucket, Uri? Endpoint, string Region, string AccessKey, string SecretKey, string Prefix)
{
    /// <summary>Without the keys.</summary>
    public override string ToString() => $"s3://{Bucket}/{Prefix}";
}

/// <summary>Files in a bucket. What is written lies in a folder of this node until the bucket has it whole.</summary>
internal sealed class S3Storage : IFileStorage, IDisposable
{
    private readonly S3Options options;
    private readonly string workplace;
    private readonly AmazonS3Client client;

    public S3Storage(S3Options options, string workplace)
    {
        this.options = options;
        this.workplace = workplace;
        var config = new AmazonS3Config
        {
            Timeout = TimeSpan.FromMinutes(5),
            MaxErrorRetry = 2,
            AuthenticationRegion = options.Region,
            // Newer checks that others than Amazon do not know.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.ForcePathStyle = true;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region);
        }

        client = new AmazonS3Client(new BasicAWSCredentials(options.AccessKey, options.SecretKey), config);
    }

    /// <summary>Null when files can be written and read there, else why not: a code of the bucket's keeper or of the network.</summary>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(15));
        try
        {
            await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix, MaxKeys = 1 }, deadline.Token);
            return null;
        }
        catch (AmazonS3Exception exception)
        {
            return exception.ErrorCode ?? exception.StatusCode.ToString();
        }
        catch (Exception exception) when (exception is HttpRequestException or AmazonClientException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return "not reached";
        }
    }

    public string WorkingPath(string key)
    {
        Directory.CreateDirectory(workplace);
        return Path.Combine(workplace, key + ".partial");
    }

    public async Task PutAsync(string path, string key, CancellationToken cancellationToken)
    {
        await TryAsync(() => client.PutObjectAsync(new PutObjectRequest { BucketName = options.Bucket, Key = NameOf(key), FilePath = path, ContentType = "application/octet-stream", UseChunkEncoding = false }, cancellationToken));
        File.Delete(path);
    }

    public async Task<Stream> OpenAsync(string key, CancellationToken cancellationToken) =>
        new S3ReadStream(client, options.Bucket, NameOf(key), await LengthAsync(key, cancellationToken) ?? throw new FileNotFoundException($"There is no {key} in the bucket."));

    public async Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => await LengthAsync(key, cancellationToken) is not null;

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => TryAsync(() => client.DeleteObjectAsync(options.Bucket, NameOf(key), cancellationToken));

    public async IAsyncEnumerable<string> KeysAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = options.Bucket, Prefix = options.Prefix };
        while (true)
        {
            var page = await TryAsync(() => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var key in (page.S3Objects ?? []).Select(found => found.Key[options.Prefix.Length..]).Where(FileStore.IsKey))
            {
                yield return key;
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
    }

    public override string ToString() => options.ToString();

    public void Dispose() => client.Dispose();

    /// <summary>A bucket that does not answer is to its users what a disk is that fails: they know <see cref="IOException"/>.</summary>
    internal static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is AmazonServiceException or AmazonClientException && exception is not AmazonS3Exception { StatusCode: HttpStatusCode.NotFound }))
        {
            throw new IOException("The bucket does not answer.", exception);
        }
    }

    private string NameOf(string key) => FileStore.IsKey(key) ? options.Prefix + key : throw new ArgumentException("Not a storage key.", nameof(key));

    private async Task<long?> LengthAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await TryAsync(() => client.GetObjectMetadataAsync(options.Bucket, NameOf(key), cancellationToken))).ContentLength;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
