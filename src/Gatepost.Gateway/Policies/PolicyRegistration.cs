using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Policies;

/// <summary>Registers the policy. The caller registers an <see cref="IPolicyStore"/> and the disk of the data folder.</summary>
public static class PolicyRegistration
{
    /// <summary>Adds the policy in force (the embedded default until <see cref="PolicyService.StartAsync"/>) and its service.</summary>
    public static IServiceCollection AddPolicies(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new PolicySource(DefaultPolicy.Compile()));
        services.TryAddSingleton<LastGoodPolicy>();
        services.TryAddSingleton<PolicyService>();
        return services;
    }
}
