using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Stops XML whose markup never ends: text is read in pieces, but a tag or an attribute is held in memory as a whole, at two octets a character and more.</summary>
internal sealed class MarkupGuard(Stream inner) : ReadOnlyStream
{
    // The largest that is honest is a picture in an attribute of a drawing.
    private const int MarkupOctets = 8_388_608;

    private int _open;
    private bool _isOpen;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        var rest = buffer[..read];
        while (rest.Length > 0)
        {
            var at = _isOpen ? rest.IndexOf((byte)'>') : rest.IndexOf((byte)'<');
            var passed = at < 0 ? rest.Length : at + 1;
            if (_isOpen && (_open += passed) > MarkupOctets)
                throw new InvalidDataException("markup that does not end");
            if (at >= 0)
                (_isOpen, _open) = (!_isOpen, 0);
            rest = rest[passed..];
        }
        return read;
    }
}
