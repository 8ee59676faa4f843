using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// The names of credentials that a policy uses, against those that gatepost.yaml explains. The compiler cannot tell: nodes that share a policy have settings of their own. Immutable.
/// </summary>
public sealed class CredentialReferences
{
    private readonly ImmutableSortedSet<string> _known;

    /// <summary>The names of these settings.</summary>
    public CredentialReferences(GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _known = settings.Credentials.Keys.ToImmutableSortedSet(StringComparer.Ordinal);
    }

    /// <summary>A mistake for each route of a good policy whose credentials are not there: its mail would wait until its life ends.</summary>
    public IReadOnlyList<ConfigurationError> Missing(string yaml, string fileName)
    {
        var errors = new ConfigurationErrors(fileName);
        if (YamlDocumentReader.Read(yaml, errors, PolicyLimits.Yaml) is not { } root)
            return errors.All;
        var expected = _known.IsEmpty
            ? "the name of credentials of gatepost.yaml, and there are none under \"credentials\" there"
            : $"credentials of gatepost.yaml: {YamlKeys.OneOf([.. _known])}";
        foreach (var route in new YamlKeys(root, errors).Items("next-hops"))
        {
            var keys = new YamlKeys(route, errors);
            if (keys.Text("credentials") is { } name && !_known.Contains(name))
                errors.AddUnexpected(keys.Find("credentials")!, expected);
        }
        return errors.All;
    }
}
