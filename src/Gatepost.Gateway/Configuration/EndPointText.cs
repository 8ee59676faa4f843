using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Gatepost.Gateway.Configuration;

/// <summary>An address with its port, as listeners have it: <c>127.0.0.1:25</c>, <c>[::1]:25</c>, <c>*:25</c>.</summary>
internal static class EndPointText
{
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        // IPv6Any takes IPv4 too: the listener's socket is dual-mode.
        var written = text.StartsWith("*:", StringComparison.Ordinal) ? string.Concat("[::]", text.AsSpan(1)) : text;
        return IPEndPoint.TryParse(written, out endPoint) && endPoint.Port > 0 && written.AsSpan().EndsWith(":" + endPoint.Port);
    }
}
