using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>Octets of another stream that lie there in pieces. Reads end where the pieces end. Does not own the other stream, and moves it at each read.</summary>
internal sealed class ExtentStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly Extent[] _extents;
    private long _position;
    private int _current;

    /// <summary>Pieces must follow each other without a gap in <see cref="Extent.Logical"/>.</summary>
    public ExtentStream(Stream inner, Extent[] extents, long length)
    {
        _inner = inner;
        _extents = extents;
        var there = extents.Length == 0 ? 0 : extents[^1].Logical + extents[^1].Length;
        Length = Math.Clamp(length, 0, there);
    }

    /// <summary>A window on a stream.</summary>
    public static ExtentStream Range(Stream inner, long begin, long length)
    {
        var there = Math.Clamp(length, 0, Math.Max(0, inner.Length - begin));
        return new ExtentStream(inner, [new Extent(0, begin, there)], there);
    }

    public override bool CanSeek => true;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, Length - _position);
        if (wanted <= 0)
            return 0;
        var extent = _extents[Locate()];
        var within = _position - extent.Logical;
        _inner.Position = extent.Begin + within;
        var read = _inner.Read(buffer[..(int)Math.Min(wanted, extent.Length - within)]);
        _position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        return _position = target;
    }

    private int Locate()
    {
        if (Holds(_current))
            return _current;
        if (_current + 1 < _extents.Length && Holds(_current + 1))
            return ++_current;
        var (low, high) = (0, _extents.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_extents[middle].Logical <= _position)
                low = middle;
            else
                high = middle - 1;
        }
        return _current = low;
    }

    private bool Holds(int index) => _extents[index].Logical <= _position && _position < _extents[index].Logical + _extents[index].Length;
}

/// <summary>One piece.</summary>
/// <param name="Logical">Where it stands in what is read.</param>
/// <param name="Begin">Where it lies in the other stream.</param>
/// <param name="Length">Octets.</param>
internal readonly record struct Extent(long Logical, long Begin, long Length);
