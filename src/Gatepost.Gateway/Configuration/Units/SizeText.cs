using System.Buffers;
using System.Globalization;

namespace Gatepost.Gateway.Configuration.Units;

/// <summary>Sizes as administrators write them: <c>50MB</c>, <c>512 KB</c>, <c>1GB</c>, <c>2048</c> (octets). Steps of 1,024, as mail software counts.</summary>
public static class SizeText
{
    private const long Step = 1_024;
    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789._");

    /// <summary>What an error message names as expected.</summary>
    public const string Expected = "a size such as 512KB, 50MB or 1GB";

    /// <summary>Reads a size in octets.</summary>
    public static bool TryParse(string? text, out long octets)
    {
        octets = 0;
        var rest = text.AsSpan().Trim();
        var digits = rest.IndexOfAnyExcept(NumberLetters);
        var number = (digits < 0 ? rest : rest[..digits]).ToString().Replace("_", "", StringComparison.Ordinal);
        var unit = digits < 0 ? [] : rest[digits..].Trim();
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return false;
        long? factor = unit.ToString().ToUpperInvariant() switch
        {
            "" or "B" => 1,
            "K" or "KB" or "KIB" => Step,
            "M" or "MB" or "MIB" => Step * Step,
            "G" or "GB" or "GIB" => Step * Step * Step,
            "T" or "TB" or "TIB" => Step * Step * Step * Step,
            _ => null,
        };
        if (factor is null || count * factor.Value > long.MaxValue / 2)
            return false;
        octets = (long)(count * factor.Value);
        return true;
    }

    /// <summary>For people: <c>1.4 MB</c>, <c>512 B</c>.</summary>
    public static string Format(long octets)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB"];
        var value = (double)octets;
        var unit = 0;
        while (value >= Step && unit < units.Length - 1)
        {
            value /= Step;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(unit == 0 || value >= 100 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}");
    }
}
