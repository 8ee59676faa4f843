using System.Globalization;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>The source of a page as characters.</summary>
internal static class PageSource
{
    // A page with a whole program in it, as base64, in characters of two octets.
    private const int MaxOctets = 16_777_216;

    /// <summary>Reads; what lies beyond the bound is reported. Marks and ASCII are the same in all charsets that pages have, so that others than Unicode need not be told apart.</summary>
    public static string Read(OpenedFile file, FormatOutput output)
    {
        if (file.Length > MaxOctets)
            output.Problem(PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"a page of more than {MaxOctets} octets was read up to there"));
        var octets = new byte[Math.Min(file.Length, MaxOctets)];
        file.Content.ReadExactly(octets);
        return octets switch
        {
            [0xff, 0xfe, ..] => Encoding.Unicode.GetString(octets),
            [0xfe, 0xff, ..] => Encoding.BigEndianUnicode.GetString(octets),
            _ => System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets),
        };
    }
}
