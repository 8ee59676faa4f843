using Amazon.S3.Model;
using Gatepost.Mail.Mime;

namespace Gatepost.Storage.Content;

/// <summary>An object as it comes in, with its length. A connection that breaks off in the middle is an <see cref="IOException"/>, never a shorter content.</summary>
internal sealed class S3ContentStream(GetObjectResponse response) : ReadOnlyStream
{
    private long _position;

    public override long Length => response.ContentLength;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Counted(response.ResponseStream.Read(buffer), buffer.Length);
        }
        catch (HttpRequestException error)
        {
            throw BrokenOff(error);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Counted(await response.ResponseStream.ReadAsync(buffer, cancellationToken), buffer.Length);
        }
        catch (HttpRequestException error)
        {
            throw BrokenOff(error);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private int Counted(int read, int wanted)
    {
        _position += read;
        return read == 0 && wanted > 0 && _position < Length ? throw BrokenOff(null) : read;
    }

    private IOException BrokenOff(Exception? error) => new($"The object store broke off after {_position} of {Length} octets.", error);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            response.Dispose();
        base.Dispose(disposing);
    }
}
