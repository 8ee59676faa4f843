using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp.Server.Commands;

namespace Gatepost.Mail.Smtp.Server.Attributes;

/// <summary>
/// The arguments of XCLIENT and XFORWARD (https://www.postfix.org/XCLIENT_README.html, XFORWARD_README.html): <c>NAME=value</c>, values in xtext,
/// <c>[UNAVAILABLE]</c> and <c>[TEMPUNAVAIL]</c> for what is not known.
/// </summary>
internal static class AttributeSyntax
{
    /// <summary>A host name or an account has at most 255 octets; the rest is no attribute of an honest server.</summary>
    private const int MaxValueLength = 255;

    /// <summary>The attributes of XCLIENT, as EHLO names them.</summary>
    internal const string Xclient = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";

    /// <summary>The attributes of XFORWARD, as EHLO names them.</summary>
    internal const string Xforward = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

    /// <summary>Reads attributes over those that were known; what is not named stays as it was.</summary>
    /// <param name="argument">What follows the verb.</param>
    /// <param name="names">Those that the verb has.</param>
    /// <param name="known">What was known before.</param>
    internal static Parsed<ClientAttributes> Parse(string argument, string names, ClientAttributes known)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return Refuse("Syntax: attribute=value ...");
        foreach (var word in words)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : word[..equals].ToUpperInvariant();
            if (name.Length == 0 || !names.Split(' ').Contains(name))
                return Refuse($"Unknown attribute {word}; known are {names}");
            var next = TryReadValue(word[(equals + 1)..], out var value) ? With(known, name, value) : null;
            if (next is null && names == Xforward && IsTold(name))
                next = With(known, name, null);
            if (next is null)
                return Refuse($"Bad value of {name}");
            known = next;
        }
        return Parsed<ClientAttributes>.Of(known);
    }

    /// <summary>
    /// What the client said of itself can be anything, and the server that passes it on gives the message up when it is refused: what cannot be read is taken as not known.
    /// </summary>
    private static bool IsTold(string name) => name is "HELO" or "NAME" or "IDENT" or "PROTO";

    /// <summary>Null for what the sender does not know.</summary>
    private static bool TryReadValue(string written, out string? value)
    {
        value = null;
        if (written.Equals("[UNAVAILABLE]", StringComparison.OrdinalIgnoreCase) || written.Equals("[TEMPUNAVAIL]", StringComparison.OrdinalIgnoreCase))
            return true;
        return written.Length > 0 && Xtext.TryDecode(written, out value) && value.Length <= MaxValueLength;
    }

    /// <summary>Null for a value that the attribute cannot have.</summary>
    private static ClientAttributes? With(ClientAttributes known, string name, string? value) => name switch
    {
        "NAME" => value is null || SmtpDomain.IsHelloName(value) ? known with { Name = value } : null,
        "ADDR" => Address(value, out var address) ? known with { Address = address } : null,
        "PORT" => Port(value, out var port) ? known with { Port = port } : null,
        "PROTO" => value?.ToUpperInvariant() switch
        {
            null => known with { IsExtended = null },
            "ESMTP" => known with { IsExtended = true },
            "SMTP" => known with { IsExtended = false },
            _ => null,
        },
        "HELO" => known with { Helo = value },
        "LOGIN" => known with { Login = value },
        "DESTADDR" => Address(value, out var destination) ? known with { DestinationAddress = destination } : null,
        "DESTPORT" => Port(value, out var destinationPort) ? known with { DestinationPort = destinationPort } : null,
        "IDENT" => known with { Identity = value },
        "SOURCE" => value?.ToUpperInvariant() switch
        {
            null => known with { Source = ClientSource.Unknown },
            "LOCAL" => known with { Source = ClientSource.Local },
            "REMOTE" => known with { Source = ClientSource.Remote },
            _ => null,
        },
        _ => null,
    };

    /// <summary>IPv6 with the prefix <c>IPV6:</c>, IPv4 as four numbers: <c>10.1</c> and <c>010.0.0.1</c> mean something else to each reader.</summary>
    private static bool Address(string? value, out IPAddress? address)
    {
        const string Prefix = "IPV6:";
        address = null;
        if (value is null)
            return true;
        var isPrefixed = value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
        var written = isPrefixed ? value[Prefix.Length..] : value;
        if (written.AsSpan().ContainsAny("%[]") || !IPAddress.TryParse(written, out var read))
            return false;
        var isVersion6 = read.AddressFamily == AddressFamily.InterNetworkV6;
        if (isVersion6 ? read.ScopeId != 0 : isPrefixed || read.ToString() != written)
            return false;
        address = read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read;
        return true;
    }

    private static bool Port(string? value, out int? port)
    {
        port = null;
        if (value is null)
            return true;
        if (!ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        port = number;
        return true;
    }

    private static Parsed<ClientAttributes> Refuse(string text) => Parsed<ClientAttributes>.Refuse(501, 5, 4, text);
}
