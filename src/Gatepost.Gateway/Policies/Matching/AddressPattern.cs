using System.Buffers;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Matching;

/// <summary>
/// Addresses as rules name them: <c>user@example.org</c>, <c>*@example.org</c>, <c>*@*.example.org</c>, <c>example.org</c> (everybody there), <c>*</c>,
/// and <c>&lt;&gt;</c> for the null sender. Domains are compared as A-labels. Immutable.
/// </summary>
internal sealed class AddressPattern
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" \t\r\n<>,;");

    private readonly WildcardPattern _localPart;
    private readonly WildcardPattern _domain;

    public AddressPattern(string text)
    {
        Text = text;
        var at = text.LastIndexOf('@');
        _localPart = new WildcardPattern(at < 0 ? "*" : text[..at]);
        _domain = new WildcardPattern(DomainName.ToAscii(text[(at + 1)..]));
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>What is wrong with a pattern, in words; null when nothing is.</summary>
    public static string? Fault(string text)
    {
        if (text is "*" or "<>")
            return null;
        if (text.AsSpan().ContainsAny(Forbidden))
            return "an address pattern holds no spaces, brackets, commas or semicolons";
        var at = text.LastIndexOf('@');
        if (at == 0 || at == text.Length - 1)
            return "an address pattern has something on both sides of the @";
        return text.Length > 320 ? "an address pattern has at most 320 characters" : null;
    }

    /// <summary>True when the address fits; null is the null reverse-path.</summary>
    public bool IsMatch(EmailAddress? address)
    {
        if (Text == "*")
            return true;
        if (address is null || Text == "<>")
            return address is null && Text == "<>";
        return _localPart.IsMatch(address.LocalPart) && _domain.IsMatch(DomainName.ToAscii(address.Domain));
    }

    public override string ToString() => Text;
}
