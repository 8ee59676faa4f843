using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// A reload says what the policy in force names and the file, as it is now, does not have. It does not refuse the file for that: certificates that are read by the same reload matter more.
/// </summary>
internal sealed class LiveReferences(PolicyService policy, GatewaySettings running) : ILiveSetting
{
    public ImmutableArray<string> Keys => [];

    public string? Check(GatewaySettings settings) => null;

    public IEnumerable<string> Apply(GatewaySettings settings)
    {
        if (policy.InForce is not { Yaml: { } yaml } revision)
            return [];
        IReadOnlyList<ConfigurationError> Missing(GatewaySettings from) => new CredentialReferences(from).Missing(yaml, PolicyService.NameOf(revision));
        var missing = Missing(settings);
        // Credentials that the file has got meanwhile are not read before a restart, and mail waits until then.
        var awaited = Missing(running).Where(error => missing.All(other => (other.Line, other.Column) != (error.Line, error.Column)));
        return [.. missing.Select(error => error.ToString()), .. awaited.Select(error => $"{error}. {GatewaySettingsLoader.FileName} has them now: they are in force after a restart")];
    }
}
