using System.Text.Json;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary><c>gatepost doctor</c> of the real binary, with and without a running gateway.</summary>
public sealed class TheDoctorLooks
{
    [Fact]
    public async Task At_a_running_gateway_that_is_well_and_at_one_that_relays_for_strangers()
    {
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(25) });
        var (code, lines) = await LookAsync(gatepost);
        Assert.DoesNotContain(lines, line => line.Level == "trouble");
        Assert.Equal(0, code);
        Assert.Contains(lines, line => line is { Check: "ports", Level: "ok" } && line.Words.Contains("greets", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is { Check: "relay", Level: "ok" } && line.Words.Contains("relays for no stranger", StringComparison.Ordinal));
        Assert.Contains(lines, line => line is { Check: "clamd", Level: "warning" });
        Assert.Contains(lines, line => line is { Check: "gateway", Level: "ok" });
        Assert.Contains(lines, line => line is { Check: "disk", Level: "ok" } && line.Words.StartsWith("an fsync takes", StringComparison.Ordinal)
            || line is { Check: "disk", Level: "warning" });
        Assert.Contains(lines, line => line is { Check: "dns", Level: "skipped" });
        Assert.All(lines, line => Assert.Equal(line.Level is "warning" or "trouble", line.Advice is not null));
        Assert.Empty(Directory.GetDirectories(gatepost.DataFolder, "doctor"));

        // A policy that takes mail for everybody is the administrator's own word; only a stranger's question shows it.
        await gatepost.ApplyPolicyAsync(TestPolicies.Guarded(25).Replace("internal-domains: [example.org]", "internal-domains: [example.org, relay-test.invalid]", StringComparison.Ordinal));
        (code, lines) = await LookAsync(gatepost);
        Assert.Equal(1, code);
        Assert.Contains("OPEN RELAY", Assert.Single(lines, line => line is { Check: "relay", Level: "trouble" }).Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_gateway_that_does_not_run_and_whose_port_somebody_else_has()
    {
        await using var sink = SmtpSink.Start();
        using var folder = new TestFolder("doctor");
        var corrupt = folder.Write("data/spool/corrupt/0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10", "x");
        var settings = folder.Write("gatepost.yaml", $"hostname: gw.example.net\ndata: {folder["data"]}\nlisteners: [{{name: mx, address: \"127.0.0.1:{sink.Port}\"}}]\n");
        var looked = await ChildProcess.RunAsync(GatepostProcess.Binary, ["doctor", "--offline", "--config", settings], null, TimeSpan.FromSeconds(90));
        Assert.Equal(1, looked.ExitCode);
        Assert.Contains("another program listens on 127.0.0.1:", looked.Output, StringComparison.Ordinal);
        Assert.Contains("1 damaged files lie in " + Path.GetDirectoryName(corrupt), looked.Output, StringComparison.Ordinal);
        Assert.Contains("no gateway answers", looked.Output, StringComparison.Ordinal);
        Assert.Contains("systemctl start gatepost", looked.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_settings_with_mistakes_and_at_a_certificate_that_is_past()
    {
        using var folder = new TestFolder("doctor");
        var bad = folder.Write("bad.yaml", "listeners: 1\nnonsense: 2\n");
        var looked = await ChildProcess.RunAsync(GatepostProcess.Binary, ["doctor", "--offline", "--config", bad], null, TimeSpan.FromSeconds(90));
        Assert.Equal(1, looked.ExitCode);
        Assert.Contains("bad.yaml:1:", looked.Output, StringComparison.Ordinal);
        Assert.Contains("unknown key \"nonsense\"", looked.Output, StringComparison.Ordinal);

        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=other.example", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var past = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero));
        folder.Write("cert.pem", past.ExportCertificatePem());
        folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
        var settings = folder.Write("gatepost.yaml", $"hostname: gw.example.net\ndata: {folder["data"]}\ncertificates: [{{certificate: cert.pem, key: key.pem}}]\nlisteners: [{{name: mx, address: \"127.0.0.1:{Loopback.FreePort()}\"}}]\n");
        looked = await ChildProcess.RunAsync(GatepostProcess.Binary, ["doctor", "--offline", "--config", settings], null, TimeSpan.FromSeconds(90));
        Assert.Contains("cert.pem ends at 2021-01-01 00:00 UTC, which is past", looked.Output, StringComparison.Ordinal);
        Assert.Contains("no certificate is for gw.example.net", looked.Output, StringComparison.Ordinal);
        Assert.Equal(1, looked.ExitCode);
    }

    private static async Task<(int Code, List<Line> Lines)> LookAsync(GatepostProcess gatepost)
    {
        var looked = await gatepost.CommandAsync("doctor", "--offline", "--json", "--config", gatepost.SettingsFile);
        return (looked.ExitCode, [.. looked.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<Line>(line, JsonSerializerOptions.Web)!)]);
    }

    private sealed record Line(string Check, string Level, string Words, string? Advice);
}
