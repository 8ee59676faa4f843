using System.Globalization;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// Finds payment card numbers: 13 to 19 digits, whole or in groups joined by single spaces or hyphens, with the issuer's first digits and length (ISO/IEC 7812)
/// and a right check digit (Luhn). One pass; from each group at most 19 digits are looked at.
/// </summary>
internal static class CardNumberScanner
{
    private const int FewestDigits = 13;
    private const int MostDigits = 19;

    /// <summary>A thousand different numbers in one message prove the point; bounds memory over a text of digits.</summary>
    public const int MostNumbers = 1_000;

    /// <summary>Adds the numbers, digits only.</summary>
    public static void Find(string text, ISet<string> numbers)
    {
        Span<char> digits = stackalloc char[MostDigits];
        for (var i = 0; i < text.Length && numbers.Count < MostNumbers; i++)
        {
            if (Digit(text[i]) < 0 || IsInsideWord(text, i))
                continue;
            var end = CardEnd(text, i, digits, out var length);
            if (end > 0)
            {
                numbers.Add(digits[..length].ToString());
                i = end - 1;
            }
        }
    }

    /// <summary>Only the start of a group of digits can begin a number.</summary>
    private static bool IsInsideWord(string text, int index) => index > 0 && char.IsLetterOrDigit(text[index - 1]);

    /// <summary>The index behind the longest card number that begins here and ends with a group, or 0.</summary>
    private static int CardEnd(string text, int start, Span<char> digits, out int length)
    {
        length = 0;
        var count = 0;
        var found = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (Digit(text[i]) is var digit and >= 0)
            {
                if (count == MostDigits)
                    break;
                digits[count++] = (char)('0' + digit);
                var isGroupEnd = i + 1 == text.Length || !char.IsLetterOrDigit(text[i + 1]);
                if (isGroupEnd && IsCard(digits[..count]))
                    (found, length) = (i + 1, count);
            }
            else if (!IsJoint(text, i))
            {
                break;
            }
        }
        return found;
    }

    private static bool IsJoint(string text, int index) =>
        text[index] is ' ' or '-' or '\u00A0' or '\u2011' or '\u2013' && index + 1 < text.Length && Digit(text[index + 1]) >= 0;

    /// <summary>Decimal digits of any script: full-width ones are common in Japanese mail.</summary>
    private static int Digit(char c) => c is >= '0' and <= '9' ? c - '0' : c < 0x80 ? -1 : CharUnicodeInfo.GetDecimalDigitValue(c);

    private static bool IsCard(ReadOnlySpan<char> digits) =>
        digits.Length >= FewestDigits && HasIssuer(digits) && HasCheckDigit(digits) && digits.ContainsAnyExcept(digits[0]);

    private static bool HasIssuer(ReadOnlySpan<char> digits)
    {
        var two = int.Parse(digits[..2], CultureInfo.InvariantCulture);
        var four = int.Parse(digits[..4], CultureInfo.InvariantCulture);
        return digits.Length switch
        {
            13 => two / 10 == 4,
            14 => two is 36 or 38 or 39 || four is >= 3000 and <= 3059,
            15 => two is 34 or 37,
            16 => two / 10 == 4 || two is >= 51 and <= 55 || four is >= 2221 and <= 2720 || four == 6011 || two == 65 || four is >= 6440 and <= 6499
                || four is >= 3528 and <= 3589 || two == 62 || four is >= 2200 and <= 2204,
            17 or 18 => two == 62,
            _ => two / 10 == 4 || two is 62 or 65 || four == 6011,
        };
    }

    private static bool HasCheckDigit(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            var weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }
}
