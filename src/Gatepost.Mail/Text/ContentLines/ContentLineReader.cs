using System.Text;

namespace Gatepost.Mail.Text.ContentLines;

/// <summary>Reads the lines of a calendar or card: folded ones joined (RFC 5545 section 3.1), the soft line ends of quoted-printable as vCard 2.1 has them too. Linear.</summary>
internal ref struct ContentLineReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    /// <summary>The next line that is a property, or null at the end.</summary>
    public ContentLine? Next()
    {
        while (_rest.Length > 0)
        {
            var line = Unfolded();
            var colon = Colon(line);
            if (colon <= 0)
                continue;
            var head = line.AsSpan(0, colon);
            var semicolon = head.IndexOf(';');
            var name = (semicolon < 0 ? head : head[..semicolon]).Trim();
            name = name[(name.LastIndexOf('.') + 1)..];
            var parameters = semicolon < 0 ? "" : head[(semicolon + 1)..].ToString();
            var value = line[(colon + 1)..];
            if (parameters.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase))
                value = QuotedPrintable(value, parameters);
            return new ContentLine(name.ToString().ToUpperInvariant(), parameters, value);
        }
        return null;
    }

    private string Unfolded()
    {
        var line = TakeLine();
        var isQuoted = line.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase);
        if (!Continues(line, isQuoted))
            return line.ToString();
        var output = new StringBuilder();
        output.Append(line);
        while (Continues(line, isQuoted))
        {
            var isSoft = isQuoted && line.EndsWith('=');
            if (isSoft)
                output.Length--;
            line = TakeLine();
            output.Append(isSoft ? line : line[1..]);
        }
        return output.ToString();
    }

    private readonly bool Continues(ReadOnlySpan<char> line, bool isQuoted) => _rest.Length > 0 && (_rest[0] is ' ' or '\t' || (isQuoted && line.EndsWith('=')));

    private ReadOnlySpan<char> TakeLine()
    {
        var end = _rest.IndexOfAny('\r', '\n');
        var line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + (_rest[end] == '\r' && end + 1 < _rest.Length && _rest[end + 1] == '\n' ? 2 : 1))..];
        return line;
    }

    /// <summary>The colon in front of the value: not one within a quoted parameter.</summary>
    private static int Colon(ReadOnlySpan<char> line)
    {
        var isQuoted = false;
        for (var index = 0; index < line.Length; index++)
        {
            if (line[index] == '"')
                isQuoted = !isQuoted;
            else if (line[index] == ':' && !isQuoted)
                return index;
        }
        // A quote that never ends is none.
        return line.IndexOf(':');
    }

    private static string QuotedPrintable(string value, string parameters)
    {
        var octets = new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        var length = Encoding.UTF8.GetBytes(value, octets);
        var kept = 0;
        for (var index = 0; index < length; index++)
        {
            var isEscape = octets[index] == '=' && index + 2 < length && char.IsAsciiHexDigit((char)octets[index + 1]) && char.IsAsciiHexDigit((char)octets[index + 2]);
            octets[kept++] = isEscape ? (byte)((Hex(octets[index + 1]) << 4) | Hex(octets[index + 2])) : octets[index];
            index += isEscape ? 2 : 0;
        }
        return Charset.Decode(octets.AsSpan(0, kept), new ContentLine("", parameters, "").Parameter("CHARSET"));
    }

    private static int Hex(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
