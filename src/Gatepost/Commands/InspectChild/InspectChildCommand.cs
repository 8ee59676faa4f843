using Gatepost.CommandLine;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.Child;
using Gatepost.Gateway.Policies;
using Gatepost.Inspection;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Commands.InspectChild;

/// <summary>
/// <c>gatepost inspect-child</c>: started by the gateway for content that was in flight when a process died. It speaks frames on standard input
/// and output; people have no use for it.
/// </summary>
internal static class InspectChildCommand
{
    /// <summary>The verb, for whoever starts it.</summary>
    public const string Name = "inspect-child";

    public static Verb Build(CommandIo io)
    {
        var verb = new Verb(
            Name, "Inspect one message for a gateway that died over it. Started by the gateway itself.",
            new VerbExample("gatepost inspect-child", "Speaks the gateway's own frames; people use \"gatepost check\""))
        {
            Hidden = true,
        };
        verb.SetAction((_, cancellationToken) => RunAsync(io, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CommandIo io, CancellationToken cancellationToken)
    {
        await using var services = StandaloneInspection.Services(io).BuildServiceProvider();
        await using var input = io.OpenInput();
        await using var output = io.OpenOutput();
        return await ChildInspectionServer.RunAsync(
            input, output, services.GetRequiredService<InspectionPipeline>(), Compile, new ChildInspectionLimits(), cancellationToken).ConfigureAwait(false);
    }

    private static PolicySnapshot? Compile(string yaml, long revision) => PolicyCompiler.Compile(yaml, "policy", revision).Snapshot;
}
