using Gatepost.Commands.Config;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary>The policy that <c>check</c> decides by: a file, else the last good revision on disk, else the one that comes with the program.</summary>
internal static class CheckPolicy
{
    /// <summary>Null after a complaint.</summary>
    public static PolicySnapshot? Load(CheckOptions options, CommandIo io)
    {
        if (options.Policy is null)
            return LastGood(options.DataFolder, io) ?? DefaultPolicy.Compile();
        if (PolicyText.Read(options.Policy, io) is not { } yaml)
            return null;
        var compilation = PolicyCompiler.Compile(yaml, options.Policy, revision: 0);
        if (compilation.Snapshot is null)
            PolicyCheck.WriteErrors([.. compilation.Errors.Select(error => error.ToString())], io);
        return compilation.Snapshot;
    }

    private static PolicySnapshot? LastGood(string dataFolder, CommandIo io)
    {
        var snapshot = new LastGoodPolicy(new PhysicalDisk(dataFolder)).Read(out var fault)?.Snapshot;
        if (fault is not null)
            io.Error.WriteLine($"gatepost: {TerminalText.Clean(fault)}; the policy that comes with the program is used.");
        return snapshot;
    }
}
