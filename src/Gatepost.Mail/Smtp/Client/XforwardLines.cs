using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>Writes XFORWARD commands (Postfix's XFORWARD_README) of what the next hop wants to know.</summary>
internal static class XforwardLines
{
    /// <summary>A command line with CRLF (RFC 5321 section 4.5.3.1.4); what does not fit goes into another command.</summary>
    private const int LineOctets = 512 - 2;

    /// <summary>Postfix cuts attributes at this length.</summary>
    private const int ValueOctets = 255;

    private const string Unknown = "[UNAVAILABLE]";

    public static IEnumerable<string> Of(ClientAttributes client, ImmutableArray<string> wanted)
    {
        var line = new StringBuilder("XFORWARD");
        foreach (var (name, value) in Attributes(client))
        {
            if (!wanted.Contains(name))
                continue;
            var attribute = $" {name}={Value(value)}";
            if (line.Length + attribute.Length > LineOctets)
            {
                yield return line.ToString();
                line.Clear().Append("XFORWARD");
            }
            line.Append(attribute);
        }
        if (line.Length > "XFORWARD".Length)
            yield return line.ToString();
    }

    private static IEnumerable<(string Name, string? Value)> Attributes(ClientAttributes client) =>
    [
        ("NAME", client.Name),
        ("ADDR", client.Address is { AddressFamily: AddressFamily.InterNetworkV6 } address ? $"IPV6:{address}" : client.Address?.ToString()),
        ("PORT", client.Port?.ToString(CultureInfo.InvariantCulture)),
        ("PROTO", client.IsExtended switch { true => "ESMTP", false => "SMTP", null => null }),
        ("HELO", client.Helo),
        ("IDENT", client.Identity),
        ("SOURCE", client.Source switch { ClientSource.Local => "LOCAL", ClientSource.Remote => "REMOTE", _ => null }),
    ];

    private static string Value(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return Unknown;
        var octets = Encoding.UTF8.GetBytes(value);
        return Xtext.Encode(octets.AsSpan(0, Math.Min(octets.Length, ValueOctets)));
    }
}
