using System.Text.RegularExpressions;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Fronts;

/// <summary>What others' programs find when they shake hands with us.</summary>
[Collection(nameof(FrontGateway))]
public sealed partial class TlsOfTheListeners(FrontGateway gateway)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sslscan_finds_nothing_below_TLS_1_2_and_no_weak_cipher(bool isImplicit)
    {
        var sslscan = Requirement.Command("sslscan", "sslscan");
        string[] starttls = isImplicit ? [] : ["--starttls-smtp"];
        var scan = await ChildProcess.RunAsync(sslscan, ["--xml=-", .. starttls, $"127.0.0.1:{(isImplicit ? gateway.Submission : gateway.Mx)}"], timeout: TimeSpan.FromMinutes(2));
        Assert.Equal(["tls1.2", "tls1.3"], Protocol().Matches(scan.Output).Where(match => match.Groups[3].Value == "1").Select(match => match.Groups[1].Value + match.Groups[2].Value));
        var ciphers = Cipher().Matches(scan.Output);
        Assert.True(ciphers.Count >= 4, scan.Both);
        Assert.All(ciphers, cipher =>
        {
            Assert.Contains(cipher.Groups[1].Value, new[] { "TLSv1.2", "TLSv1.3" });
            Assert.True(int.Parse(cipher.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture) >= 128, cipher.Value);
            Assert.Matches("^(TLS_AES_|TLS_CHACHA20_|ECDHE-.*-(GCM-SHA|CHACHA20))", cipher.Groups[3].Value);
            Assert.Contains(cipher.Groups[4].Value, new[] { "strong", "acceptable" });
        });
        Assert.DoesNotContain("vulnerable=\"1\"", scan.Output, StringComparison.Ordinal);
        Assert.Contains("<renegotiation supported=\"0\"", scan.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gw.example.net", "gw.example.net")]
    [InlineData("second.example.net", "second.example.net")]
    [InlineData("unknown.example.net", "gw.example.net")]
    public async Task S_client_sees_the_certificate_of_the_name_that_it_asks_for(string asked, string shown)
    {
        var openssl = Requirement.Command("openssl", "openssl");
        foreach (var (port, more) in new (int, string[])[] { (gateway.Mx, ["-starttls", "smtp"]), (gateway.Submission, []) })
        {
            var seen = await ChildProcess.RunAsync(openssl, ["s_client", "-connect", $"127.0.0.1:{port}", "-servername", asked, "-crlf", "-quiet", .. more], "EHLO client.example\nQUIT\n");
            Assert.Contains($"CN = {shown}", seen.Error, StringComparison.Ordinal);
            Assert.Contains("221 2.0.0", seen.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Exim_sends_over_STARTTLS()
    {
        var log = await EximClient.SendAsync(gateway.Mx, "exim@sender.example", "user@example.org");
        Assert.True(log.Contains("X=TLS1.3:", StringComparison.Ordinal) && log.Contains("C=\"250 2.0.0 Ok", StringComparison.Ordinal), log);
        Assert.Contains("ESMTPS", (await gateway.ArrivedAsync("exim@sender.example")).Header("Received"), StringComparison.Ordinal);
    }

    [GeneratedRegex("<protocol type=\"(ssl|tls)\" version=\"([0-9.]+)\" enabled=\"([01])\"")]
    private static partial Regex Protocol();

    [GeneratedRegex("<cipher status=\"[a-z]+\" sslversion=\"([^\"]+)\" bits=\"([0-9]+)\" cipher=\"([^\"]+)\" id=\"[^\"]+\" strength=\"([^\"]+)\"")]
    private static partial Regex Cipher();
}
