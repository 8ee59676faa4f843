using System.Net;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Where <c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c> are served, by HTTP.</summary>
/// <param name="EndPoint">The address.</param>
public sealed record MetricsSettings(IPEndPoint EndPoint)
{
    private const string Off = "off";

    /// <summary>Loopback alone: what a gateway does is nobody's business, and who wants it elsewhere says so.</summary>
    public static MetricsSettings Default { get; } = new(new IPEndPoint(IPAddress.Loopback, 9464));

    /// <summary>The usual place: where it is taken (a second gateway that is tried out), the gateway starts without it.</summary>
    public bool IsUsual => EndPoint.Equals(Default.EndPoint);

    /// <summary>The key <c>metrics</c>.</summary>
    internal static MetricsSettings? Read(YamlKeys keys, MetricsSettings? fallback)
    {
        const string Expected = "an address and port such as 127.0.0.1:9464, or off";
        if (keys.Find("metrics") is not { } node)
            return fallback;
        if (YamlKeys.Text(node, keys.Errors, Expected) is not { } text)
            return fallback;
        if (text == Off)
            return null;
        if (EndPointText.TryParse(text, out var endPoint))
            return new MetricsSettings(endPoint);
        keys.Errors.AddUnexpected(node, Expected);
        return fallback;
    }
}
