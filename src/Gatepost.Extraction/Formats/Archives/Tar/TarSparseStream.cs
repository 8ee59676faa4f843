using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Tar;

/// <summary>A sparse file, spread out as it is read: the budget ends one that is all holes.</summary>
internal sealed class TarSparseStream(Stream octets, TarSparseMap map) : ReadOnlyStream
{
    private int _piece;
    private long _position;

    public override int Read(Span<byte> buffer)
    {
        while (_piece < map.Pieces.Length && _position >= map.Pieces[_piece].Offset + map.Pieces[_piece].Length)
            _piece++;
        var (offset, length) = _piece < map.Pieces.Length ? map.Pieces[_piece] : (map.Size, 0);
        var isHole = _position < offset;
        var count = (int)Math.Min(buffer.Length, (isHole ? offset : offset + length) - _position);
        if (count <= 0)
            return 0;
        if (isHole)
            buffer[..count].Clear();
        else
            count = octets.Read(buffer[..count]);
        _position += count;
        return count;
    }
}
