using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.Quarantine;

namespace Gatepost.Storage.Content;

/// <summary>
/// Content in an S3-compatible object store, an object a key: an object is there whole or not at all. Trouble of any kind is an <see cref="IOException"/>, for which
/// the quarantine waits in the spool.
/// </summary>
internal sealed class S3ContentStore(S3Settings settings) : IContentStore, IDisposable
{
    private readonly Lock _making = new();
    private AmazonS3Client? _client;

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ContentKey.Check(key);
        await AskAsync<object?>(async client =>
        {
            if (await ExistsAsync(client, key, cancellationToken))
                return null;
            await using var whole = await SeekableAsync(content, cancellationToken);
            await client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = settings.Bucket,
                    Key = NameOf(key),
                    InputStream = whole.Stream,
                    AutoCloseStream = false,
                    AutoResetStreamPosition = false,
                    UseChunkEncoding = false,
                    ContentType = "message/rfc822",
                },
                cancellationToken);
            return null;
        }, cancellationToken);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        ContentKey.Check(key);
        return AskAsync<Stream?>(async client =>
        {
            try
            {
                return new S3ContentStream(await client.GetObjectAsync(settings.Bucket, NameOf(key), cancellationToken));
            }
            catch (AmazonS3Exception error) when (IsNoKey(error))
            {
                return null;
            }
        }, cancellationToken);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ContentKey.Check(key);
        return AskAsync<object?>(async client =>
        {
            try
            {
                await client.DeleteObjectAsync(settings.Bucket, NameOf(key), cancellationToken);
            }
            catch (AmazonS3Exception error) when (IsNoKey(error))
            {
                // Not there, as asked.
            }
            return null;
        }, cancellationToken);
    }

    private string NameOf(string key) => settings.Prefix + key;

    private async Task<bool> ExistsAsync(AmazonS3Client client, string key, CancellationToken cancellationToken)
    {
        try
        {
            await client.GetObjectMetadataAsync(settings.Bucket, NameOf(key), cancellationToken);
            return true;
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>The bucket that is not there is trouble, and not an answer: else its loss would look as if nobody had quarantined anything.</summary>
    private static bool IsNoKey(AmazonS3Exception error) => error.StatusCode == HttpStatusCode.NotFound && error.ErrorCode != "NoSuchBucket";

    /// <summary>A request is signed over its length, and repeated from its beginning: what cannot be rewound goes through a file that nobody else sees.</summary>
    private static async Task<Rewindable> SeekableAsync(Stream content, CancellationToken cancellationToken)
    {
        if (content.CanSeek)
            return new Rewindable(content, IsOurs: false);
        var file = new FileStream(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize: 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await content.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            return new Rewindable(file, IsOurs: true);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task<T> AskAsync<T>(Func<AmazonS3Client, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(Client());
        }
        catch (AmazonServiceException error) when (error.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            // Keys may have been changed: the next call reads them anew.
            Forget();
            throw Trouble(error);
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException or WebException or TimeoutException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Trouble(error);
        }
    }

    private IOException Trouble(Exception error) => new($"The object store {settings.EndPoint} (bucket {settings.Bucket}) is in trouble: {error.Message}", error);

    private AmazonS3Client Client()
    {
        lock (_making)
        {
            return _client ??= new AmazonS3Client(
                new BasicAWSCredentials(settings.AccessKey.Read(), settings.SecretKey.Read()),
                new AmazonS3Config
                {
                    ServiceURL = settings.EndPoint.ToString(),
                    AuthenticationRegion = settings.Region,
                    // Stores other than Amazon's know buckets by path, and few know the newer checksums.
                    ForcePathStyle = true,
                    RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                    ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
                    Timeout = settings.Timeout,
                    MaxErrorRetry = settings.Retries,
                });
        }
    }

    private void Forget()
    {
        lock (_making)
        {
            // Others may be in the middle of a call; the finalizer of its handlers ends what is left.
            _client = null;
        }
    }

    public void Dispose() => _client?.Dispose();

    private sealed record Rewindable(Stream Stream, bool IsOurs) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => IsOurs ? Stream.DisposeAsync() : ValueTask.CompletedTask;
    }
}
