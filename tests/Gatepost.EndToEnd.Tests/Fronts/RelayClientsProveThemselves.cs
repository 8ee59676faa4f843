using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Fronts;

/// <summary>Printers and applications at a relay listener, by swaks.</summary>
[Collection(nameof(FrontGateway))]
public sealed class RelayClientsProveThemselves(FrontGateway gateway)
{
    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task An_account_may_send_to_anywhere_and_shows_in_the_story(string mechanism)
    {
        var sender = $"{mechanism.ToLowerInvariant()}@example.org";
        var sent = await Swaks.SendAsync(
            gateway.Submission, sender, "b@elsewhere.example", "--tls-on-connect", "--auth", mechanism, "--auth-user", "printer", "--auth-password", FrontGateway.Password);
        Assert.True(sent.ExitCode == 0, sent.Both);
        Assert.Contains("with ESMTPSA", (await gateway.ArrivedAsync(sender)).Header("Received"), StringComparison.Ordinal);
        var answer = sent.Output.Split('\n').First(line => line.Contains("queued as", StringComparison.Ordinal));
        Assert.Contains("to listener submission", await gateway.StoryAsync(answer, "The client authenticated itself as printer."), StringComparison.Ordinal);
        Assert.DoesNotContain(FrontGateway.Password, gateway.Gatepost.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trusted_certificate_may_send_to_anywhere()
    {
        var sent = await Swaks.SendAsync(
            gateway.Submission, "certified@example.org", "b@elsewhere.example", "--tls-on-connect", "--tls-cert", gateway.Client.CertificateFile, "--tls-key", gateway.Client.KeyFile);
        Assert.True(sent.ExitCode == 0, sent.Both);
        Assert.Matches("with ESMTPS\\b", (await gateway.ArrivedAsync("certified@example.org")).Header("Received"));
        var answer = sent.Output.Split('\n').First(line => line.Contains("queued as", StringComparison.Ordinal));
        await gateway.StoryAsync(answer, "The client showed the trusted certificate of printer.example.net.");
    }

    [Fact]
    public async Task Nobody_else_may_send_anything()
    {
        var stranger = await Swaks.SendAsync(gateway.Submission, "a@sender.example", "user@example.org", "--tls-on-connect");
        Assert.Contains("530 5.7.0 Authentication required", stranger.Output, StringComparison.Ordinal);
        var guess = await Swaks.SendAsync(gateway.Submission, "a@sender.example", "user@example.org", "--tls-on-connect", "--auth", "PLAIN", "--auth-user", "printer", "--auth-password", "wrong");
        Assert.Contains("535 5.7.8", guess.Output, StringComparison.Ordinal);
        var plain = await Swaks.SendAsync(gateway.Mx, "a@sender.example", "user@example.org", "--auth", "PLAIN", "--auth-user", "printer", "--auth-password", FrontGateway.Password);
        Assert.NotEqual(0, plain.ExitCode);
    }
}
