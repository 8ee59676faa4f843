using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.Quarantine;
using Gatepost.Storage.Content;
using Gatepost.Storage.Tests.Content;
using Gatepost.Storage.Tests.Contracts;
using Gatepost.Testing.Servers;

[assembly: AssemblyFixture(typeof(S3Fixture))]

namespace Gatepost.Storage.Tests.Content;

/// <summary>One server for all tests of this project, started by the first that asks.</summary>
public sealed class S3Fixture : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1, 1);
    private S3Server? _server;

    public async Task<S3Server> ServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            return _server ??= await S3Server.StartAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A store with a prefix of its own.</summary>
    internal static S3ContentStore Open(S3Server server, string? bucket = null) => new(new S3Settings
    {
        EndPoint = new Uri(server.EndPoint),
        Bucket = bucket ?? S3Server.Bucket,
        Prefix = $"{Guid.NewGuid():N}/",
        AccessKey = new SecretReference(server.KeyFile, null),
        SecretKey = new SecretReference(server.KeyFile, null),
        Retries = 0,
    });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _starting.Dispose();
    }
}

public sealed class S3ContentStoreTests(S3Fixture fixture) : ContentStoreContract, IAsyncLifetime
{
    private const string Key = "019cb71f2c3070008000000000000009";

    private S3ContentStore _store = null!;

    protected override IContentStore Store => _store;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = S3Fixture.Open(await fixture.ServerAsync());

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_content_that_cannot_be_rewound_is_stored_too()
    {
        var content = new byte[300_000];
        new Random(1).NextBytes(content);
        var pipe = new System.IO.Pipelines.Pipe();
        var writing = Task.Run(async () =>
        {
            await pipe.Writer.WriteAsync(content, Token);
            await pipe.Writer.CompleteAsync();
        }, Token);
        await Store.PutAsync(Key, pipe.Reader.AsStream(), Token);
        await writing;
        await using var stored = await Store.OpenAsync(Key, Token);
        var read = new byte[content.Length];
        await stored!.ReadExactlyAsync(read, Token);
        Assert.Equal(content, read);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_trouble_and_not_an_unknown_key()
    {
        using var store = S3Fixture.Open(await fixture.ServerAsync(), "no-such-bucket");
        await Assert.ThrowsAsync<IOException>(() => store.PutAsync(Key, new MemoryStream([1]), Token));
        await Assert.ThrowsAsync<IOException>(() => store.OpenAsync(Key, Token));
    }

    [Fact]
    public async Task A_store_that_is_away_is_trouble_in_words_and_comes_back()
    {
        await using var server = await S3Server.StartAsync();
        using var store = S3Fixture.Open(server);
        await store.PutAsync(Key, new MemoryStream([1, 2, 3]), Token);
        await server.StopAsync();
        var error = await Assert.ThrowsAsync<IOException>(() => store.PutAsync(Key, new MemoryStream([1]), Token));
        Assert.Contains(server.EndPoint, error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<IOException>(() => store.OpenAsync(Key, Token));
        await Assert.ThrowsAsync<IOException>(() => store.DeleteAsync(Key, Token));
        await server.RestartAsync();
        await using var content = await store.OpenAsync(Key, Token);
        Assert.Equal(3, content!.Length);
    }
}
