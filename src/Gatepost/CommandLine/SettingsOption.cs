using System.CommandLine;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Configuration;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary><c>--config</c>, and the settings that a verb means by it: those of the file, of the usual places, or the newcomer's.</summary>
internal static class SettingsOption
{
    public static Option<string?> Make() => new("--config")
    {
        Description = "The settings, gatepost.yaml. Default: gatepost.yaml here, else /etc/gatepost/gatepost.yaml, else the newcomer's set-up on loopback.", HelpName = "FILE",
    };

    /// <summary>Null after every mistake was told; <paramref name="data"/>, or its variable, has the last word on the data folder.</summary>
    public static GatewaySettings? Load(string? config, string? data, CommandIo io)
    {
        var place = SettingsPlace.Current() with { WorkingFolder = io.WorkingFolder };
        if (Read(SettingsFiles.Of(config, io), io, place) is not { } settings)
            return null;
        data ??= io.Environment(GlobalOptions.DataVariable);
        return string.IsNullOrEmpty(data) ? settings : settings with { DataFolder = Path.GetFullPath(data, io.WorkingFolder) };
    }

    /// <summary>Its settings, or the newcomer's without a file; null after every mistake was told.</summary>
    public static GatewaySettings? Read(string? file, CommandIo io, SettingsPlace place)
    {
        if (file is null)
            return GatewaySettingsLoader.Defaults(place);
        var result = GatewaySettingsLoader.LoadFile(file, place);
        foreach (var error in result.Errors)
            io.Error.WriteLine(TerminalText.Clean(error.ToString()));
        if (result.Settings is null)
            io.Error.WriteLine($"gatepost: {TerminalText.Clean(file)} has mistakes, nothing was started.");
        return result.Settings;
    }
}
