using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Policies;

/// <summary>Registers the policy. The caller registers an <see cref="IPolicyStore"/> and the disk of the data folder.</summary>
public static class PolicyRegistration
{
    /// <summary>Adds the policy in force (none until <see cref="PolicyService.StartAsync"/>) and its service.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new PolicySource(PolicySnapshot.None));
        services.TryAddSingleton<LastGoodPolicy>();
        services.TryAddSingleton(FirstPolicy.Embedded);
        services.TryAddSingleton(provider => new PolicyService(
            provider.GetRequiredService<IPolicyStore>(), provider.GetRequiredService<PolicySource>(), provider.GetRequiredService<LastGoodPolicy>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<PolicyService>>())
        {
            First = provider.GetRequiredService<FirstPolicy>(),
            References = provider.GetService<GatewaySettings>() is { } settings ? new CredentialReferences(settings) : null,
        });
        services.AddSingleton<ILiveSetting, LiveReferences>();
        return services;
    }

    /// <summary>Adds the watch for revisions that other nodes put into a database that is shared.</summary>
    public static IServiceCollection AddPolicyWatch(this IServiceCollection services) => services.AddHostedService<PolicyWatch>();
}
