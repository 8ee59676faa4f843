using System.Globalization;

namespace Gatepost.Mail.Addresses;

/// <summary>Domain names in the one form in which they are compared.</summary>
public static class DomainName
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Lower case, A-labels, without the final dot. A name that IDNA refuses comes back in lower case as it is.</summary>
    public static string ToAscii(string domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var name = domain.TrimEnd('.');
        if (System.Text.Ascii.IsValid(name))
            return name.ToLowerInvariant();
        try
        {
            return Idn.GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return name.ToLowerInvariant();
        }
    }
}
