using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Smtp.Server.Content;

/// <summary>The argument of BDAT (RFC 3030 section 2): <c>size [LAST]</c>.</summary>
/// <param name="Octets">The size; null when it cannot be read.</param>
/// <param name="IsLast">The chunk is the last.</param>
/// <param name="Problem">What is wrong with the rest; the octets are consumed all the same.</param>
internal readonly record struct BdatChunk(long? Octets, bool IsLast, string? Problem)
{
    /// <summary>Digits of a size that is read: 64 bits have 19.</summary>
    private const int MaxDigits = 20;

    internal static BdatChunk Parse(string argument)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || ReadSize(words[0]) is not { } octets)
            return new BdatChunk(null, false, null);
        var isLast = words.Length == 2 && words[1].Equals("LAST", StringComparison.OrdinalIgnoreCase);
        return new BdatChunk(octets, isLast, isLast || words.Length == 1 ? null : "Syntax: BDAT size [LAST]");
    }

    /// <summary>More than 64 bits is a size all the same, one that nobody can send.</summary>
    private static long? ReadSize(string digits)
    {
        if (digits.Length > MaxDigits || !Ascii.IsValid(digits) || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return null;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : long.MaxValue;
    }
}
