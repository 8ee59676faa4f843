using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies.Compilation;

/// <summary>Domains and hosts as administrators write them.</summary>
internal static class DomainText
{
    private const int MostCharacters = 253;
    private const int MostLabelCharacters = 63;

    /// <summary>A domain name, with U-labels or A-labels.</summary>
    public static bool IsDomain(string text)
    {
        var name = DomainName.ToAscii(text);
        if (name.Length is 0 or > MostCharacters || text.EndsWith('.'))
            return false;
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > MostLabelCharacters || label[0] == '-' || label[^1] == '-' || !label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                return false;
        }
        return true;
    }

    /// <summary>A domain, or <c>*.</c> and a domain.</summary>
    public static bool IsDomainPattern(string text) => IsDomain(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text);

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>192.0.2.1:25</c> and <c>[2001:db8::1]:25</c>.</summary>
    public static bool TryParseHost(string text, int? defaultPort, out string host, out int port)
    {
        port = defaultPort ?? 0;
        var colon = text.LastIndexOf(':');
        var hasPort = colon > 0 && !(text[0] == '[' && text[^1] == ']');
        host = hasPort ? text[..colon] : text;
        if (hasPort && !IsPort(text[(colon + 1)..], out port))
            return false;
        var literal = host.StartsWith('[') && host.EndsWith(']');
        if (literal)
            host = host[1..^1];
        var isAddress = System.Net.IPAddress.TryParse(host, out var address)
            && (literal || address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        return port > 0 && (isAddress || (!literal && IsDomain(host)));
    }

    private static bool IsPort(string text, out int port) =>
        int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65_535;
}
