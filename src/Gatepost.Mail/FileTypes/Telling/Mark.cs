using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>
/// Octets at a fixed place by which a type is told. Written as a pattern of hex octets, <c>??</c> for any octet, and <c>'text'</c>: <c>89 'PNG' 0d 0a</c>. Immutable.
/// </summary>
internal sealed class Mark
{
    private readonly ImmutableArray<byte> _octets;
    private readonly ImmutableArray<byte> _mask;
    private readonly bool _isPlain;
    private readonly ContentCheck? _check;

    private Mark(int offset, bool isFromEnd, string pattern, ContentCheck? check)
    {
        (Offset, IsFromEnd, _check) = (offset, isFromEnd, check);
        (_octets, _mask) = Parse(pattern);
        _isPlain = _mask.All(bits => bits == 0xff);
    }

    public int Offset { get; }

    /// <summary>True where <see cref="Offset"/> counts back from the end of the file.</summary>
    public bool IsFromEnd { get; }

    /// <summary>The first octet, where it is fixed and the mark stands at the start: the key by which marks are found.</summary>
    public byte? FirstOctet => Offset == 0 && !IsFromEnd && _mask[0] == 0xff ? _octets[0] : null;

    /// <summary>Fixed octets: of two marks that match, the one with more says more.</summary>
    public int Weight => _mask.Count(bits => bits == 0xff) + (_check is null ? 0 : 1);

    public static Mark At(int offset, string pattern, ContentCheck? check = null) => new(offset, isFromEnd: false, pattern, check);

    public static Mark Start(string pattern, ContentCheck? check = null) => new(0, isFromEnd: false, pattern, check);

    public static Mark FromEnd(int offset, string pattern, ContentCheck? check = null) => new(offset, isFromEnd: true, pattern, check);

    public bool Matches(FileContent content)
    {
        var octets = IsFromEnd ? content.Tail : content.Head;
        var offset = IsFromEnd ? octets.Length - Offset : Offset;
        if (offset < 0 || octets.Length - offset < _octets.Length)
            return false;
        var place = octets.Slice(offset, _octets.Length);
        return (_isPlain ? place.SequenceEqual(_octets.AsSpan()) : MatchesMasked(place)) && (_check is null || _check(content));
    }

    private bool MatchesMasked(ReadOnlySpan<byte> place)
    {
        for (var index = 0; index < place.Length; index++)
        {
            if (((place[index] ^ _octets[index]) & _mask[index]) != 0)
                return false;
        }
        return true;
    }

    private static (ImmutableArray<byte> Octets, ImmutableArray<byte> Mask) Parse(string pattern)
    {
        var octets = ImmutableArray.CreateBuilder<byte>();
        var mask = ImmutableArray.CreateBuilder<byte>();
        for (var at = 0; at < pattern.Length;)
        {
            if (pattern[at] == ' ')
            {
                at++;
                continue;
            }
            if (pattern[at] == '\'')
            {
                var end = pattern.IndexOf('\'', at + 1);
                octets.AddRange(Encoding.Latin1.GetBytes(pattern[(at + 1)..end]));
                at = end + 1;
            }
            else
            {
                var pair = pattern.AsSpan(at, 2);
                mask.AddRange(Enumerable.Repeat((byte)0xff, octets.Count - mask.Count));
                mask.Add(pair is "??" ? (byte)0 : (byte)0xff);
                octets.Add(pair is "??" ? (byte)0 : byte.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 2;
            }
        }
        mask.AddRange(Enumerable.Repeat((byte)0xff, octets.Count - mask.Count));
        return (octets.ToImmutable(), mask.ToImmutable());
    }
}
