using System.Collections.Frozen;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Inspection;
using Gatepost.Terminal;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Commands.Check;

/// <summary>The inspectors, all of them, whatever the policy asks for: who checks a message wants to know everything.</summary>
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
        var services = StandaloneInspection.Services(io);
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
}
