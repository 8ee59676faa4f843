using System.Collections.Frozen;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gatepost.Commands.Check;

/// <summary>The few services that <c>check</c> needs: the inspectors, and no spool, no database, no listener.</summary>
internal sealed class CheckComposition : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private CheckComposition(ServiceProvider services, MessageCheck check)
    {
        _services = services;
        Check = check;
    }

    public MessageCheck Check { get; }

    public static CheckComposition Make(CheckOptions options, PolicySnapshot policy, CommandIo io)
    {
        var services = new ServiceCollection();
        services.AddSingleton(io.Time);
        services.AddSingleton<ILoggerFactory, QuietLoggers>();
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddInspection();
        services.AddSingleton(provider => new InspectionSubscriber(
            "check", provider.GetServices<IInspector>().Select(inspector => inspector.Descriptor.Name).ToFrozenSet(), InspectionNeeds.Parts | InspectionNeeds.Text | InspectionNeeds.Links));
        var provider = services.BuildServiceProvider();
        return new CheckComposition(provider, new MessageCheck(
            provider.GetRequiredService<InspectionPipeline>(), options.IsOnline ? policy : Offline(policy), options, io.Time));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>Without <c>--online</c> no network: of the antivirus servers only those on this machine's Unix sockets are asked.</summary>
    private static PolicySnapshot Offline(PolicySnapshot policy)
    {
        var antivirus = policy.Inspectors.Antivirus;
        var local = antivirus.Servers.Where(server => server.StartsWith("unix:", StringComparison.Ordinal));
        return policy with { Inspectors = policy.Inspectors with { Antivirus = antivirus with { Servers = [.. local] } } };
    }

    /// <summary>What an inspector would log is in the findings; standard error belongs to the verb.</summary>
    private sealed class QuietLoggers : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Dispose()
        {
        }
    }
}
