namespace Gatepost.Gateway.Configuration;

/// <summary>Where settings are read, so that reading depends on nothing hidden.</summary>
/// <param name="WorkingFolder">Absolute; relative paths of the command line and of the embedded defaults start here.</param>
/// <param name="HostName">The machine's own name, for settings that give none.</param>
public sealed record SettingsPlace(string WorkingFolder, string HostName)
{
    /// <summary>The name that is used where the machine has no full one: never resolvable from outside (RFC 6761), so nobody is impersonated.</summary>
    public const string NamelessHost = "gatepost.localhost";

    /// <summary>This process.</summary>
    public static SettingsPlace Current()
    {
        var properties = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties();
        var name = properties.HostName;
        if (!name.Contains('.', StringComparison.Ordinal) && properties.DomainName is { Length: > 0 } domain and not "(none)")
            name += "." + domain;
        return new SettingsPlace(Environment.CurrentDirectory, name.Contains('.', StringComparison.Ordinal) ? name : NamelessHost);
    }
}
