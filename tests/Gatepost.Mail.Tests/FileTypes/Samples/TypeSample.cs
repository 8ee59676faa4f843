using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Tests.FileTypes.Samples;

/// <summary>One kind of file: octets that are one, and octets that nearly are.</summary>
internal sealed record TypeSample(string Type, byte[] Octets, byte[] NearMiss)
{
    /// <summary>Octets in hex, <c>'text'</c>, <c>00*20</c> for twenty of them, <c>@257</c> for zeros up to that offset.</summary>
    public static TypeSample Binary(string type, string octets, string nearMiss) => new(type, Parse(octets), Parse(nearMiss));

    public static TypeSample Words(string type, string text, string nearMiss) => new(type, Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(nearMiss));

    public static byte[] Parse(string notation)
    {
        var octets = new List<byte>();
        for (var at = 0; at < notation.Length;)
        {
            if (notation[at] == ' ')
            {
                at++;
            }
            else if (notation[at] == '\'')
            {
                var end = notation.IndexOf('\'', at + 1);
                octets.AddRange(Encoding.Latin1.GetBytes(notation[(at + 1)..end]));
                at = end + 1;
            }
            else if (notation[at] == '@')
            {
                var offset = Number(notation, at + 1, out at);
                octets.AddRange(new byte[offset - octets.Count]);
            }
            else
            {
                var octet = byte.Parse(notation.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                at += 2;
                var count = at < notation.Length && notation[at] == '*' ? Number(notation, at + 1, out at) : 1;
                octets.AddRange(Enumerable.Repeat(octet, count));
            }
        }
        return [.. octets];
    }

    private static int Number(string notation, int start, out int end)
    {
        end = start;
        while (end < notation.Length && char.IsAsciiDigit(notation[end]))
            end++;
        return int.Parse(notation.AsSpan(start, end - start), CultureInfo.InvariantCulture);
    }
}
