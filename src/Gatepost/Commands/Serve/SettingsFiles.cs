using Gatepost.Gateway.Configuration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Serve;

/// <summary>Which gatepost.yaml a command line means.</summary>
internal static class SettingsFiles
{
    /// <summary>The named one, else that of the working folder, else that of the package; absolute. Null = there is none.</summary>
    public static string? Of(string? named, CommandIo io) =>
        (named ?? Usual(io).FirstOrDefault(File.Exists)) is { } file ? Path.GetFullPath(file, io.WorkingFolder) : null;

    private static IEnumerable<string> Usual(CommandIo io) =>
        [Path.Combine(io.WorkingFolder, GatewaySettingsLoader.FileName), "/etc/gatepost/" + GatewaySettingsLoader.FileName];
}
