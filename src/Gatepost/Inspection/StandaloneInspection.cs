using Gatepost.Commands.Extractor;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.CrashTest;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Inspection;

/// <summary>The inspectors alone, for verbs that inspect in a process of their own: no spool, no database, no listener.</summary>
internal static class StandaloneInspection
{
    /// <summary>The same inspectors as the gateway's; the caller may add to them before it builds the provider.</summary>
    public static IServiceCollection Services(CommandIo io)
    {
        var services = new ServiceCollection();
        services.AddSingleton(io.Time);
        // What an inspector would log is in its findings; the standard streams belong to the verb.
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddExtraction(ExtractorCommandVerb.Command(), Path.Combine(Path.GetTempPath(), $"gatepost-{Guid.CreateVersion7():n}"));
        services.AddInspection();
        services.AddCrashTestInspector(io.Environment(CrashTestServices.Variable));
        return services;
    }
}
