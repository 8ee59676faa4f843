using System.Globalization;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>
/// International names as browsers take them (WHATWG URL section 3.3, over UTS 46 without its transitional mappings): underscores, hyphens and long labels pass, which IDNA proper refuses. The mapping is by
/// NFKC and lower case, which is what the table of UTS 46 is made from, so no table of ours grows old; what no version of Unicode assigns is refused.
/// </summary>
internal static class InternationalName
{
    private const string Prefix = "xn--";

    /// <summary>Lower case with A-labels, or null for what no browser goes to.</summary>
    public static string? ToAscii(string domain)
    {
        if (Ascii.IsValid(domain) && !domain.Contains(Prefix, StringComparison.OrdinalIgnoreCase))
            return domain.ToLowerInvariant();
        var labels = Mapped(domain).Split('.');
        for (var index = 0; index < labels.Length; index++)
        {
            if (AsciiLabel(labels[index]) is not { } label)
                return null;
            labels[index] = label;
        }
        return string.Join('.', labels);
    }

    /// <summary>For people: with U-labels where a label is well-formed, as it stands where not.</summary>
    public static string ToUnicode(string ascii) => !ascii.Contains(Prefix, StringComparison.Ordinal) ? ascii
        : string.Join('.', ascii.Split('.').Select(label => label.StartsWith(Prefix, StringComparison.Ordinal) ? Punycode.Decode(label.AsSpan(Prefix.Length)) ?? label : label));

    private static string? AsciiLabel(string label)
    {
        if (label.StartsWith(Prefix, StringComparison.Ordinal))
        {
            var decoded = Punycode.Decode(label.AsSpan(Prefix.Length));
            return decoded is not null && !Ascii.IsValid(decoded) && Mapped(decoded) == decoded && IsValid(decoded) ? label : null;
        }
        if (Ascii.IsValid(label))
            return label;
        return IsValid(label) && Punycode.Encode(label) is { } encoded ? Prefix + encoded : null;
    }

    private static string Mapped(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == 0x3002)
                kept.Append('.');
            else if (rune.Value == 0x0130)
                kept.Append("i\u0307");
            else if (!IsIgnored(rune))
                kept.Append(Rune.ToLowerInvariant(rune));
        }
        var normal = NormalText.Of(kept.ToString()).ToLowerInvariant();
        return NormalText.Of(normal);
    }

    /// <summary>Mapped to nothing by UTS 46.</summary>
    private static bool IsIgnored(Rune rune) =>
        rune.Value is 0x00AD or 0x034F or 0x180B or 0x180C or 0x180D or 0x180F or 0x200B or 0x2060 or 0x2064 or 0xFEFF or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsValid(string label)
    {
        var isFirst = true;
        var previous = default(Rune);
        foreach (var rune in label.EnumerateRunes())
        {
            // Context rules of RFC 5892 appendix A.1 and A.2: a joiner stands behind a virama.
            var isJoiner = rune.Value is 0x200C or 0x200D;
            if (isJoiner ? !IsVirama(previous) : !IsAllowed(rune))
                return false;
            if (isFirst && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark)
                return false;
            (isFirst, previous) = (false, rune);
        }
        return true;
    }

    private static bool IsAllowed(Rune rune) => rune.Value != 0xFFFD && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
        or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool IsVirama(Rune rune) => rune.Value is 0x094D or 0x09CD or 0x0A4D or 0x0ACD or 0x0B4D or 0x0BCD or 0x0C4D or 0x0CCD or 0x0D3B or 0x0D3C or 0x0D4D or 0x0DCA or 0x0E3A or 0x0F84 or 0x1039 or 0x103A;
}
