using System.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Terminal;

namespace Gatepost.CommandLine;

/// <summary>The options that every verb takes: where the gateway is.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The variable that stands in for <c>--data</c>.</summary>
    public const string DataVariable = "GATEPOST_DATA";

    /// <summary>Where the packages put it.</summary>
    private const string ServiceDataFolder = "/var/lib/gatepost";

    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"The gateway's data folder. Default: ${DataVariable}, else .gatepost here, else {ServiceDataFolder}.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> Socket { get; } = new("--socket")
    {
        Description = "The gateway's admin socket. Default: admin.sock in the data folder.",
        HelpName = "FILE",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Socket);
    }

    /// <summary>The data folder that a client verb means; absolute.</summary>
    public string DataFolder(ParseResult parsed, CommandIo io)
    {
        var named = parsed.GetValue(Data) ?? io.Environment(DataVariable);
        if (!string.IsNullOrEmpty(named))
            return Path.GetFullPath(named, io.WorkingFolder);
        var here = Path.Combine(io.WorkingFolder, GatewaySettingsLoader.NewcomersDataFolder);
        return Directory.Exists(here) || !Directory.Exists(ServiceDataFolder) ? here : ServiceDataFolder;
    }

    /// <summary>The admin socket that a client verb means; absolute.</summary>
    public string SocketPath(ParseResult parsed, CommandIo io) => parsed.GetValue(Socket) is { } socket
        ? Path.GetFullPath(socket, io.WorkingFolder)
        : Path.Combine(DataFolder(parsed, io), AdminClient.SocketName);
}
