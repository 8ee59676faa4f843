using Gatepost.Gateway.Quarantine;

namespace Gatepost.Storage.Tests.Contracts;

/// <summary>What every <see cref="IContentStore"/> must do; each place of content inherits it.</summary>
public abstract class ContentStoreContract
{
    private const string Key = "019cb71f2c3070008000000000000001";

    protected abstract IContentStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200_000)]
    public async Task Content_comes_back_octet_for_octet(int octets)
    {
        var content = new byte[octets];
        new Random(octets).NextBytes(content);
        await Store.PutAsync(Key, new MemoryStream(content), Token);
        Assert.Equal(content, await ReadAsync(Key));
    }

    [Fact]
    public async Task A_key_that_is_there_is_left_as_it_is()
    {
        await Store.PutAsync(Key, new MemoryStream([1, 2, 3]), Token);
        await Store.PutAsync(Key, new MemoryStream([9]), Token);
        Assert.Equal([1, 2, 3], await ReadAsync(Key));
    }

    [Fact]
    public async Task An_unknown_key_is_null_and_deleting_it_is_no_error()
    {
        Assert.Null(await Store.OpenAsync(Key, Token));
        await Store.DeleteAsync(Key, Token);
        await Store.PutAsync(Key, new MemoryStream([1]), Token);
        await Store.DeleteAsync(Key, Token);
        await Store.DeleteAsync(Key, Token);
        Assert.Null(await Store.OpenAsync(Key, Token));
    }

    [Fact]
    public async Task A_reader_that_is_open_stays_valid_when_the_content_goes()
    {
        await Store.PutAsync(Key, new MemoryStream([1, 2, 3]), Token);
        await using var content = await Store.OpenAsync(Key, Token);
        await Store.DeleteAsync(Key, Token);
        var read = new byte[3];
        await content!.ReadExactlyAsync(read, Token);
        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public async Task Many_may_put_the_same_key_at_once()
    {
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.PutAsync(Key, new MemoryStream(content), Token))));
        Assert.Equal(content, await ReadAsync(Key));
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("019cb71f2c30700080000000000000/1")]
    [InlineData("019cb71f2c307000800000000000..01")]
    [InlineData("019CB71F2C3070008000000000000001")]
    [InlineData("019cb71f2c30700080000000000000\0001")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("----------------")]
    public async Task A_key_that_is_none_of_ours_is_refused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutAsync(key, Stream.Null, Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.OpenAsync(key, Token));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.DeleteAsync(key, Token));
    }

    [Fact]
    public async Task A_uuid_with_hyphens_is_a_key_too()
    {
        await Store.PutAsync("019cb71f-2c30-7000-8000-000000000001", new MemoryStream([7]), Token);
        Assert.Equal([7], await ReadAsync("019cb71f-2c30-7000-8000-000000000001"));
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        await using var stream = await Store.OpenAsync(key, Token);
        using var copy = new MemoryStream();
        await stream!.CopyToAsync(copy, Token);
        Assert.Equal(stream.Length, copy.Length);
        return copy.ToArray();
    }
}
