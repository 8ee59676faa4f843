using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>Where a clamd listens, as the policy writes it: <c>unix:/path</c> or <c>host:port</c>.</summary>
internal static class ClamdAddress
{
    private const string UnixPrefix = "unix:";

    public static bool TryParse(string text, out EndPoint? endPoint)
    {
        endPoint = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            // sun_path holds 107 octets and a NUL.
            if (text.Length > UnixPrefix.Length && System.Text.Encoding.UTF8.GetByteCount(text.AsSpan(UnixPrefix.Length)) <= 107)
                endPoint = new UnixDomainSocketEndPoint(text[UnixPrefix.Length..]);
            return endPoint is not null;
        }
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            return false;
        var host = text[..colon].Trim('[', ']');
        endPoint = IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
        return true;
    }
}
