using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>IPv6 addresses as URLs hold them (WHATWG URL section 3.5), without the zone and the prefix that the platform's parser takes too.</summary>
internal static class Ipv6Text
{
    private const int Pieces = 8;

    /// <summary>The address in its shortest form, or null.</summary>
    public static string? Parse(ReadOnlySpan<char> text)
    {
        // The longest form has 45 characters.
        if (text.Length is < 2 or > 64)
            return null;
        Span<ushort> pieces = stackalloc ushort[Pieces];
        var (count, compress, position) = (0, -1, 0);
        if (text[0] == ':')
        {
            if (text[1] != ':')
                return null;
            (compress, position) = (0, 2);
        }
        while (position < text.Length)
        {
            if (count == Pieces)
                return null;
            if (text[position] == ':')
            {
                if (compress >= 0)
                    return null;
                (compress, position) = (count, position + 1);
                continue;
            }
            var digits = HexDigits(text[position..]);
            if (position + digits < text.Length && text[position + digits] == '.')
            {
                if (count > Pieces - 2 || !TryDotted(text[position..], pieces[count..]))
                    return null;
                count += 2;
                break;
            }
            if (digits is 0 or > 4)
                return null;
            pieces[count++] = ushort.Parse(text.Slice(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            position += digits;
            if (position == text.Length)
                break;
            // A colon between two pieces: another piece, or the second of "::", must follow.
            if (text[position] != ':' || ++position == text.Length)
                return null;
        }
        return Expand(pieces, count, compress) ? Shortest(pieces) : null;
    }

    private static bool Expand(Span<ushort> pieces, int count, int compress)
    {
        if (compress < 0)
            return count == Pieces;
        if (count == Pieces)
            return false;
        var tail = count - compress;
        pieces.Slice(compress, tail).CopyTo(pieces[(Pieces - tail)..]);
        pieces[compress..(Pieces - tail)].Clear();
        return true;
    }

    private static int HexDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiHexDigit(text[count]))
            count++;
        return count;
    }

    private static bool TryDotted(ReadOnlySpan<char> text, Span<ushort> pieces)
    {
        var index = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (index == 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0') || part.ContainsAnyExceptInRange('0', '9'))
                return false;
            var value = int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture);
            if (value > 255)
                return false;
            pieces[index / 2] = (ushort)((index % 2 == 0 ? 0 : pieces[index / 2] << 8) | value);
            index++;
        }
        return index == 4;
    }

    private static string Shortest(ReadOnlySpan<ushort> pieces)
    {
        var (start, length) = LongestZeros(pieces);
        var output = new StringBuilder(39);
        for (var index = 0; index < Pieces; index++)
        {
            if (length > 1 && index == start)
            {
                output.Append(index == 0 ? "::" : ":");
                index += length - 1;
                continue;
            }
            output.Append(CultureInfo.InvariantCulture, $"{pieces[index]:x}");
            if (index < Pieces - 1)
                output.Append(':');
        }
        return output.ToString();
    }

    private static (int Start, int Length) LongestZeros(ReadOnlySpan<ushort> pieces)
    {
        var (best, bestLength, run) = (-1, 0, 0);
        for (var index = 0; index < Pieces; index++)
        {
            run = pieces[index] == 0 ? run + 1 : 0;
            if (run > bestLength)
                (best, bestLength) = (index - run + 1, run);
        }
        return (best, bestLength);
    }
}
