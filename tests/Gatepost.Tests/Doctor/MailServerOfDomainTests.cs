using Gatepost.Commands.Doctor;
using Gatepost.Testing.Servers;

namespace Gatepost.Tests.Doctor;

/// <summary>What the doctor says of the MX of our domains, asked of a real resolver.</summary>
[Collection(nameof(DoctorDns))]
public sealed class MailServerOfDomainTests(DoctorDns dns)
{
    [Theory]
    [InlineData("ours.example", "Ok", "mail for ours.example comes to us (MX)", null)]
    [InlineData("both.example", "Ok", "mail for both.example comes to us (MX)", null)]
    [InlineData("theirs.example", "Warning", "the MX of theirs.example is mx1.elsewhere.example, mx2.elsewhere.example, and not mx.example.org", "another server or a balancer")]
    [InlineData("none.example", "Warning", "none.example has no MX", "does not come here")]
    [InlineData("unheard-of.example", "Warning", "unheard-of.example has no MX", "does not come here")]
    [InlineData("closed.example", "Warning", "closed.example takes no mail at all (null MX, RFC 7505)", "internal-domains")]
    public async Task Each_internal_domain_is_asked_for(string domain, string level, string words, string? advice)
    {
        var found = await Looking.AtAsync(new DnsCheck(), Looking.PatientOf(await dns.ServerAsync(), $"internal-domains: [{domain}, \"*.{domain}\"]\n"));
        Assert.Equal(4, found.Count);
        Looking.Says(found[0], DiagnosisLevel.Ok, "mx.example.org is 192.0.2.1");
        Looking.Says(found[1], DiagnosisLevel.Ok, "192.0.2.1 points back to mx.example.org");
        Looking.Says(found[2], Enum.Parse<DiagnosisLevel>(level), words, advice);
        Looking.Says(found[3], DiagnosisLevel.Ok, "block lists answer this resolver as they should");
    }

    [Fact]
    public async Task A_resolver_that_refuses_says_nothing_about_the_domain()
    {
        var found = await Looking.AtAsync(new DnsCheck(), Looking.PatientOf(await dns.ServerAsync(), $"internal-domains: [{UnboundServer.Refused}]\n"));
        Assert.Equal(DiagnosisLevel.Warning, found[2].Level);
        Assert.StartsWith($"the MX of {UnboundServer.Refused} is not known now: ", found[2].Words, StringComparison.Ordinal);
        Assert.Equal("ask again later", found[2].Advice);
    }

    [Fact]
    public async Task A_name_of_ours_that_does_not_exist_and_a_resolver_that_refuses_it_are_different_things()
    {
        var patient = Looking.PatientOf(await dns.ServerAsync());
        var unknown = (await Looking.AtAsync(new DnsCheck(), patient with { Settings = patient.Settings with { HostName = "gw.unheard-of.example" } }))[0];
        Looking.Says(unknown, DiagnosisLevel.Warning, "gw.unheard-of.example, our name in EHLO, has no address in DNS", "A record");

        var refused = Assert.Single(await Looking.AtAsync(new DnsCheck(), patient with { Settings = patient.Settings with { HostName = $"gw.{UnboundServer.Refused}" } }));
        Assert.Equal(DiagnosisLevel.Trouble, refused.Level);
        Assert.StartsWith("the resolver does not answer: ", refused.Words, StringComparison.Ordinal);
        Assert.Contains("dns-servers", refused.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_nobody_is_asked() =>
        Looking.Says(Assert.Single(await Looking.AtAsync(new DnsCheck(), Looking.PatientOf(await dns.ServerAsync()) with { IsOffline = true })), DiagnosisLevel.Skipped, "DNS (--offline)");
}
