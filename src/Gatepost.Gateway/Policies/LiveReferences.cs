using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// A reload says what the policy in force names and the file, as it is now, does not have. It does not refuse the file for that: certificates that are read by the same reload matter more.
/// </summary>
internal sealed class LiveReferences(PolicyService policy) : ILiveSetting
{
    public ImmutableArray<string> Keys => [];

    public string? Check(GatewaySettings settings) => null;

    public IEnumerable<string> Apply(GatewaySettings settings) => policy.InForce is { Yaml: { } yaml } revision
        ? [.. new CredentialReferences(settings).Missing(yaml, PolicyService.NameOf(revision)).Select(error => error.ToString())]
        : [];
}
