using System.Globalization;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>From (included) to (excluded), either end open.</summary>
/// <param name="AtLeast">Null = no lower end.</param>
/// <param name="Below">Null = no upper end.</param>
internal readonly record struct NumberRange(double? AtLeast, double? Below)
{
    public bool Contains(double number) => !(number < AtLeast) && !(number >= Below);

    /// <summary>In words, with the unit's own form.</summary>
    public string Describe(Func<double, string>? format = null)
    {
        format ??= number => number.ToString("0.###", CultureInfo.InvariantCulture);
        return (AtLeast, Below) switch
        {
            ({ } least, { } below) => $"at least {format(least)} and below {format(below)}",
            ({ } least, null) => $"at least {format(least)}",
            (null, { } below) => $"below {format(below)}",
            _ => "any",
        };
    }
}
