using Gatepost.CommandLine;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.Child;
using Gatepost.Gateway.Inspectors.CrashTest;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Commands.InspectChild;

/// <summary>
/// <c>gatepost inspect-child</c>: what the gateway starts to inspect content that may have killed it (promise 6). It speaks frames on standard input and
/// output and is of no use to a person, so help does not show it.
/// </summary>
internal static class InspectChildCommand
{
    public const string Name = "inspect-child";

    public static Verb Build(CommandIo io)
    {
        var verb = new Verb(Name, "Inspect one message for the gateway; started by it.") { Hidden = true };
        verb.SetAction((_, cancellationToken) => RunAsync(io, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CommandIo io, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(io.Time);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddInspection().AddCrashTestInspector(io.Environment(CrashTestServices.Variable));
        await using var provider = services.BuildServiceProvider();
        await using var input = Console.OpenStandardInput();
        await using var output = Console.OpenStandardOutput();
        return await ChildInspectionServer.RunAsync(
            input, output, provider.GetRequiredService<InspectionPipeline>(),
            (yaml, revision) => PolicyCompiler.Compile(yaml, "policy", revision).Snapshot, new ChildInspectionLimits(), cancellationToken).ConfigureAwait(false);
    }
}
