using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>Streams one after the other, each opened when its turn comes, and filled up with zeros to its room.</summary>
internal sealed class ConcatenatedStream(IEnumerable<(Func<Stream> Open, long Room)> pieces) : ReadOnlyStream
{
    private readonly IEnumerator<(Func<Stream> Open, long Room)> _pieces = pieces.GetEnumerator();
    private Stream? _current;
    private long _left;

    public override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            _current?.Dispose();
            _current = null;
            if (buffer.Length == 0 || !_pieces.MoveNext())
                return 0;
            (_current, _left) = (_pieces.Current.Open(), _pieces.Current.Room);
        }
        var wanted = (int)Math.Min(buffer.Length, _left);
        var read = _current!.Read(buffer[..wanted]);
        if (read == 0)
        {
            buffer[..wanted].Clear();
            read = wanted;
        }
        _left -= read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current?.Dispose();
            _pieces.Dispose();
        }
        base.Dispose(disposing);
    }
}
