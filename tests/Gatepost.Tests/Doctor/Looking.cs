using Gatepost.Commands.Doctor;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Dns;
using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Doctor;

/// <summary>What a check says of a gateway called mx.example.org.</summary>
internal static class Looking
{
    /// <summary>Far more than any answer of this machine needs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Patient PatientOf(UnboundServer dns, string policy = "", string outbound = "example.net") => new()
    {
        Settings = GatewaySettingsLoader.Defaults(new SettingsPlace("/", "mx.example.org")),
        Policy = PolicyCompiler.Compile("gatepost-policy: 1\n" + policy, "policy.yaml", revision: 1).Snapshot ?? throw new ArgumentException(policy, nameof(policy)),
        Dns = new DnsClientResolver(new DnsResolverOptions { Servers = [dns.EndPoint], Timeout = Patience }, TimeProvider.System),
        Time = TimeProvider.System,
        OutboundDomain = outbound,
        Patience = Patience,
    };

    public static async Task<List<Diagnosis>> AtAsync(IDoctorCheck check, Patient patient)
    {
        var found = new List<Diagnosis>();
        await foreach (var diagnosis in check.LookAsync(patient, TestContext.Current.CancellationToken))
            found.Add(diagnosis);
        return found;
    }

    /// <summary>Level, words and advice in one, so that a failure shows all of it.</summary>
    public static void Says(Diagnosis diagnosis, DiagnosisLevel level, string words, string? advice = null)
    {
        Assert.Equal((level, words), (diagnosis.Level, diagnosis.Words));
        if (advice is null)
            Assert.Equal(level is DiagnosisLevel.Warning or DiagnosisLevel.Trouble, diagnosis.Advice is not null);
        else
            Assert.Contains(advice, diagnosis.Advice, StringComparison.Ordinal);
    }
}
