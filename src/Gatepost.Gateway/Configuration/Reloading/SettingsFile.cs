using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration.Reloading;

/// <summary>The file that the gateway was started with.</summary>
/// <param name="Path">Absolute; null = none was there.</param>
/// <param name="Place">As at the start.</param>
public sealed record SettingsFile(string? Path, SettingsPlace Place)
{
    /// <summary>Reads it as it is now.</summary>
    public SettingsReading Read() => Path is null ? new SettingsReading(null, null, []) : GatewaySettingsLoader.Read(Path, Place);
}

/// <summary>A file as it was read.</summary>
/// <param name="Root">Its tree; null where it is no YAML, or cannot be read.</param>
/// <param name="Settings">Null when there is a mistake.</param>
/// <param name="Errors">Every mistake.</param>
public sealed record SettingsReading(YamlNode? Root, GatewaySettings? Settings, IReadOnlyList<ConfigurationError> Errors);
