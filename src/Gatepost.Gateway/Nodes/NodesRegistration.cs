using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Gateway.Nodes;

/// <summary>Registration of what nodes know of each other.</summary>
public static class NodesRegistration
{
    /// <summary>Adds <see cref="NodeId"/>, and leases of a node alone where stores that are shared have not brought their own.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.TryAddSingleton<NodeId>();
        services.TryAddSingleton<INodeLeases, OnlyNode>();
        return services;
    }
}
