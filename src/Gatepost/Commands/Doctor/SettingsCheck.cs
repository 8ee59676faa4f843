namespace Gatepost.Commands.Doctor;

/// <summary>gatepost.yaml and the policy.</summary>
internal sealed class SettingsCheck : ILocalCheck
{
    public string Name => "settings";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        yield return Diagnosis.Ok(patient.SettingsFile is { } file ? $"{file} has no mistakes" : "there is no gatepost.yaml: the newcomer's settings on loopback hold");
        if (patient.Settings.HostName.EndsWith(".localhost", StringComparison.Ordinal))
            yield return Diagnosis.Warning($"the gateway calls itself {patient.Settings.HostName}, a name that others refuse", "set \"hostname\" in gatepost.yaml to the full name that the world knows this machine by");
        if (patient.Policy is not { } policy)
        {
            yield return patient.IsRunning
                ? Diagnosis.Warning("no policy was kept on disk", "look at \"gatepost status\": with the database away, a restart would leave the gateway without a policy")
                : Diagnosis.Skipped("no policy was kept on disk yet: the gateway has never run with this data folder");
            yield break;
        }
        yield return Diagnosis.Ok($"policy revision {policy.Revision}: {policy.Rules.Length} rules, mail for {string.Join(", ", policy.InternalDomains.Patterns.Take(5))}");
        if (policy.InternalDomains.Patterns.Any(domain => domain is "example.org" or "*.example.org"))
            yield return Diagnosis.Warning("the policy takes mail for example.org, a domain of examples", "put your own domains into it: gatepost config export, change internal-domains and next-hops, gatepost config apply");
    }
}
