using System.Buffers;
using System.Buffers.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>
/// Base64 as the mail programs of recipients read it: foreign octets skipped, padding optional, text going on behind padding. A strict decoder loses the last octets of an unpadded
/// attachment, and with them a virus that ends there.
/// </summary>
internal sealed class TolerantBase64Decoder : TransferDecoder
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    private int _bits;
    private int _count;

    public override int Decode(ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var length = 0;
        while (encoded.Length > 0)
        {
            if (_count == 0)
                length += DecodeRun(ref encoded, output[length..]);
            if (encoded.Length == 0)
                break;
            var value = TolerantBase64.ValueOf(encoded[0]);
            if (value >= 0)
                length += Append(value, output[length..]);
            else if (encoded[0] == '=')
                _bits = _count = 0;
            encoded = encoded[1..];
        }
        return length;
    }


    /// <summary>Whole groups up to the next foreign octet, mostly a line end, at the speed of the processor's vectors.</summary>
    private static int DecodeRun(ref ReadOnlySpan<byte> encoded, Span<byte> output)
    {
        var run = encoded.IndexOfAnyExcept(Alphabet) is var end and >= 0 ? end : encoded.Length;
        var groups = run & ~3;
        if (groups == 0)
            return 0;
        Base64.DecodeFromUtf8(encoded[..groups], output, out _, out var written, isFinalBlock: false);
        encoded = encoded[groups..];
        return written;
    }

    private int Append(int value, Span<byte> output)
    {
        _bits = (_bits << 6) | value;
        _count += 6;
        if (_count < 8)
            return 0;
        _count -= 8;
        output[0] = (byte)(_bits >> _count);
        _bits &= (1 << _count) - 1;
        return 1;
    }
}
