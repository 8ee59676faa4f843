using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>Where a clamd listens, as the policy writes it: <c>unix:/path</c> or <c>host:port</c>. The policy is checked by the same reader that later connects.</summary>
public static class ClamdAddress
{
    private const string UnixPrefix = "unix:";

    /// <summary>sun_path holds 107 octets and a NUL.</summary>
    private const int LongestPath = 107;

    /// <summary>False, and no address, for what is none.</summary>
    public static bool TryParse(string text, out EndPoint? endPoint)
    {
        ArgumentNullException.ThrowIfNull(text);
        endPoint = null;
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            var path = text[UnixPrefix.Length..];
            if (path.Length > 1 && path[0] == '/' && !path.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(path) <= LongestPath)
                endPoint = new UnixDomainSocketEndPoint(path);
        }
        else if (DomainText.TryParseHost(text, null, out var host, out var port))
        {
            endPoint = IPAddress.TryParse(host, out var address) ? new IPEndPoint(address, port) : new DnsEndPoint(host, port);
        }
        return endPoint is not null;
    }
}
