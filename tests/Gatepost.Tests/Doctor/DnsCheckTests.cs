using Gatepost.Commands.Doctor;
using Gatepost.Gateway.Configuration;
using Gatepost.Mail.Dns;
using Gatepost.Testing.Dns;

namespace Gatepost.Tests.Doctor;

public sealed class DnsCheckTests
{
    private readonly FakeDnsResolver _dns = new();

    [Fact]
    public async Task Our_name_is_looked_up_both_ways()
    {
        Well();
        Assert.All(await LookAsync(), diagnosis => Assert.Equal(DiagnosisLevel.Ok, diagnosis.Level));
    }

    [Fact]
    public async Task An_address_of_another_name_is_told()
    {
        Well();
        _dns.Reverse("192.0.2.1", "dynamic-1.provider.example");
        var odd = Assert.Single(await LookAsync(), diagnosis => diagnosis.Level == DiagnosisLevel.Warning);
        Assert.Contains("dynamic-1.provider.example", odd.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.255.255.254", null, "refuses this resolver")]
    [InlineData("127.0.0.2", "127.0.0.10", "never listed")]
    [InlineData(null, null, "does not answer")]
    public async Task A_resolver_that_block_lists_refuse_is_told_before_all_mail_is_refused(string? listed, string? never, string words)
    {
        Well(listed, never);
        var odd = Assert.Single(await LookAsync(), diagnosis => diagnosis.Level == DiagnosisLevel.Warning);
        Assert.Contains(words, odd.Words, StringComparison.Ordinal);
        Assert.Contains("do not use block lists", odd.Advice, StringComparison.Ordinal);
    }

    private void Well(string? listed = "127.0.0.2", string? never = null)
    {
        _dns.Address("mx.example.org", "192.0.2.1");
        _dns.Reverse("192.0.2.1", "MX.example.org.");
        if (listed is not null)
            _dns.Address("2.0.0.127.zen.spamhaus.org", listed);
        if (never is not null)
            _dns.Address("1.0.0.127.zen.spamhaus.org", never);
    }

    private async Task<List<Diagnosis>> LookAsync()
    {
        var patient = new Patient
        {
            Settings = GatewaySettingsLoader.Defaults(new SettingsPlace("/", "mx.example.org")), Dns = _dns, Time = TimeProvider.System, OutboundDomain = "example.net",
        };
        var found = new List<Diagnosis>();
        await foreach (var diagnosis in new DnsCheck().LookAsync(patient, TestContext.Current.CancellationToken))
            found.Add(diagnosis);
        return found;
    }
}
