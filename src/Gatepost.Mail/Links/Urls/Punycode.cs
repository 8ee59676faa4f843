using System.Text;

namespace Gatepost.Mail.Links.Urls;

/// <summary>Punycode (RFC 3492): the form of a label of an international name without its <c>xn--</c>. Our own, since the platform's refuses names that browsers go to.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 128;

    /// <summary>Labels of the DNS have 63 octets; some programs take longer ones. Both directions take the square of the length, which this bounds.</summary>
    private const int MaxLength = 256;

    /// <summary>The letters, or null where it is none, overflows, or is too long.</summary>
    public static string? Decode(ReadOnlySpan<char> label)
    {
        if (label.Length > MaxLength || !Ascii.IsValid(label))
            return null;
        var delimiter = label.LastIndexOf('-');
        var output = new List<int>(label.Length);
        foreach (var basic in delimiter < 0 ? default : label[..delimiter])
            output.Add(basic);
        var (n, i, bias, isFirst) = (InitialN, 0, InitialBias, true);
        for (var position = delimiter + 1; position < label.Length; isFirst = false)
        {
            if (!TryReadDelta(label, ref position, bias, out var delta) || delta > int.MaxValue - i)
                return null;
            var length = output.Count + 1;
            bias = Adapt(delta, length, isFirst);
            i += delta;
            n = i / length > 0x10ffff ? int.MaxValue : n + (i / length);
            if (n > 0x10ffff || n is >= 0xd800 and <= 0xdfff)
                return null;
            i %= length;
            output.Insert(i++, n);
        }
        return string.Concat(output.Select(char.ConvertFromUtf32));
    }

    /// <summary>The ASCII form, or null for what is no Unicode or too long.</summary>
    public static string? Encode(string label)
    {
        if (label.Length > MaxLength)
            return null;
        var runes = label.EnumerateRunes().Select(rune => rune.Value).ToArray();
        var output = new StringBuilder(label.Length + 8);
        foreach (var basic in runes.Where(rune => rune < InitialN))
            output.Append((char)basic);
        var (handled, basics) = (output.Length, output.Length);
        if (basics > 0)
            output.Append('-');
        var (n, bias, delta) = (InitialN, InitialBias, 0L);
        while (handled < runes.Length)
        {
            var next = runes.Where(rune => rune >= n).Min();
            delta += (long)(next - n) * (handled + 1);
            n = next;
            foreach (var rune in runes)
            {
                if (rune < n)
                    delta++;
                if (rune != n)
                    continue;
                AppendDelta(output, (int)delta, bias);
                bias = Adapt((int)delta, handled + 1, handled == basics);
                delta = 0;
                handled++;
            }
            delta++;
            n++;
        }
        return output.ToString();
    }

    private static bool TryReadDelta(ReadOnlySpan<char> label, ref int position, int bias, out int delta)
    {
        long value = 0, weight = 1;
        delta = 0;
        for (var k = Base; position < label.Length; k += Base)
        {
            var digit = DigitOf(label[position++]);
            if (digit < 0)
                return false;
            value += digit * weight;
            if (value > int.MaxValue)
                return false;
            var threshold = Threshold(k, bias);
            if (digit < threshold)
            {
                delta = (int)value;
                return true;
            }
            weight *= Base - threshold;
            if (weight > int.MaxValue)
                return false;
        }
        return false;
    }

    private static void AppendDelta(StringBuilder output, int delta, int bias)
    {
        var rest = delta;
        for (var k = Base; ; k += Base)
        {
            var threshold = Threshold(k, bias);
            if (rest < threshold)
                break;
            output.Append(DigitFor(threshold + ((rest - threshold) % (Base - threshold))));
            rest = (rest - threshold) / (Base - threshold);
        }
        output.Append(DigitFor(rest));
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int points, bool isFirst)
    {
        var value = isFirst ? delta / Damp : delta / 2;
        value += value / points;
        var k = 0;
        for (; value > (Base - TMin) * TMax / 2; k += Base)
            value /= Base - TMin;
        return k + ((Base - TMin + 1) * value / (value + Skew));
    }

    private static char DigitFor(int digit) => (char)(digit < 26 ? 'a' + digit : '0' + digit - 26);

    private static int DigitOf(char letter) => letter switch
    {
        >= 'a' and <= 'z' => letter - 'a',
        >= 'A' and <= 'Z' => letter - 'A',
        >= '0' and <= '9' => letter - '0' + 26,
        _ => -1,
    };
}
