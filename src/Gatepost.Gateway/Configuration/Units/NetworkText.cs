using System.Net;
using System.Net.Sockets;

namespace Gatepost.Gateway.Configuration.Units;

/// <summary>Networks as administrators write them: <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>, or one address.</summary>
public static class NetworkText
{
    /// <summary>What an error message names as expected.</summary>
    public const string Expected = "a network such as 192.0.2.0/24 or 2001:db8::/32, or one address";

    /// <summary>
    /// Reads a network. Forms that the library reads otherwise than whoever wrote them are refused: <c>10.0.0</c> is the address 10.0.0.0 to it, <c>010.0.0.1</c> is octal.
    /// </summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        ArgumentNullException.ThrowIfNull(text);
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(written, out var address) || written.Contains('%', StringComparison.Ordinal))
            return false;
        var isShort = address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != written;
        if (isShort)
            return false;
        if (slash >= 0)
            return IPNetwork.TryParse(text, out network);
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }
}
