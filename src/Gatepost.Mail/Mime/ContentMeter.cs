using Gatepost.Mail.FileTypes;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Decodes and measures the content of one entity as it is read. The reader hands over the line end in front of a boundary too, which belongs to the boundary (RFC 2046 section 5.1.1), and tells
/// only at the end where the content ended: so the last two octets are always held back.
/// </summary>
internal sealed class ContentMeter(OctetMeter meter, TransferDecoder? decoder)
{
    private readonly byte[] _held = new byte[2];
    private int _heldCount;
    private long _taken;
    private byte[] _decoded = [];

    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 2)
        {
            AppendShort(octets);
            return;
        }
        Take(_held.AsSpan(0, _heldCount));
        Take(octets[..^2]);
        octets[^2..].CopyTo(_held);
        _heldCount = 2;
    }

    /// <summary>Ends the content after so many encoded octets.</summary>
    public string Finish(long length, out long size, out FileType type)
    {
        Take(_held.AsSpan(0, (int)Math.Clamp(length - _taken, 0, _heldCount)));
        return meter.Finish(out size, out type);
    }

    private void AppendShort(ReadOnlySpan<byte> octets)
    {
        foreach (var octet in octets)
        {
            if (_heldCount == 2)
            {
                Take(_held.AsSpan(0, 1));
                _held[0] = _held[1];
                _heldCount = 1;
            }
            _held[_heldCount++] = octet;
        }
    }

    private void Take(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 0)
            return;
        _taken += octets.Length;
        if (decoder is null)
        {
            meter.Append(octets);
            return;
        }
        if (_decoded.Length < TransferDecoder.RoomFor(octets.Length))
            _decoded = new byte[TransferDecoder.RoomFor(octets.Length)];
        meter.Append(_decoded.AsSpan(0, decoder.Decode(octets, _decoded)));
    }
}
