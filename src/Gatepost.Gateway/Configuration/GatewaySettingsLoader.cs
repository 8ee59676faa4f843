using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Configuration;

/// <summary>Turns <c>gatepost.yaml</c> into <see cref="GatewaySettings"/>, or into every mistake that it holds.</summary>
public static class GatewaySettingsLoader
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "gatepost.yaml";

    /// <summary>The data folder of the newcomer's set-up, in the working folder.</summary>
    public const string NewcomersDataFolder = ".gatepost";

    /// <summary>A settings file has a few hundred lines; whoever names a device file by mistake is told soon.</summary>
    private static readonly YamlLimits Limits = new() { Characters = 1_048_576 };

    /// <summary>The settings of somebody who has no file yet: one listener on loopback, everything in <c>.gatepost</c>.</summary>
    public static GatewaySettings Defaults(SettingsPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return new GatewaySettings
        {
            HostName = place.HostName,
            DataFolder = Path.Combine(place.WorkingFolder, NewcomersDataFolder),
            Listeners = [new ListenerSettings { Name = "mx", EndPoint = new IPEndPoint(IPAddress.Loopback, 2525) }],
            Metrics = MetricsSettings.Default,
        };
    }

    /// <summary>Reads a file. What cannot be opened is a mistake like any other.</summary>
    public static SettingsResult LoadFile(string path, SettingsPlace place)
    {
        var reading = Read(path, place);
        return new SettingsResult(reading.Settings, reading.Errors);
    }

    /// <summary>As <see cref="LoadFile"/>, with the tree that was read.</summary>
    public static SettingsReading Read(string path, SettingsPlace place)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(place);
        var full = Path.GetFullPath(path, place.WorkingFolder);
        try
        {
            using var reader = new StreamReader(full);
            var text = new char[Limits.Characters + 1];
            var length = reader.ReadBlock(text);
            return Read(new string(text, 0, length), path, Path.GetDirectoryName(full)!, place);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var reason = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message;
            return new SettingsReading(null, null, [new ConfigurationError(path, 1, 1, "", "cannot be read: " + reason)]);
        }
    }

    /// <summary>Reads a text. <paramref name="folder"/> is where relative paths in it start; <paramref name="file"/> names it in errors.</summary>
    public static SettingsResult Parse(string text, string file, string folder, SettingsPlace place)
    {
        var reading = Read(text, file, folder, place);
        return new SettingsResult(reading.Settings, reading.Errors);
    }

    private static SettingsReading Read(string text, string file, string folder, SettingsPlace place)
    {
        var errors = new ConfigurationErrors(file);
        if (YamlDocumentReader.Read(text, errors, Limits) is not { } root)
            return new SettingsReading(null, null, errors.All);
        var settings = new SettingsReader(new YamlKeys(root, errors), folder, Defaults(place)).Read();
        return errors.IsEmpty ? new SettingsReading(root, settings, []) : new SettingsReading(root, null, errors.All);
    }
}

/// <summary>Settings, or every mistake.</summary>
/// <param name="Settings">Null when there is a mistake.</param>
/// <param name="Errors">In the order of the file.</param>
public sealed record SettingsResult(GatewaySettings? Settings, IReadOnlyList<ConfigurationError> Errors);
