using System.IO.Pipelines;
using System.Net.Security;
using System.Text;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Verbs;
using Gatepost.Testing.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>AUTH inside TLS (RFC 4954). The handler knows one account: printer, secret.</summary>
public sealed class AuthTests
{
    private static readonly SmtpServerOptions Options = new() { HostName = "mx.example.org", Tls = TestCertificate.Options, OffersAuthentication = true };

    /// <summary>What the client says, what the server answers, in turn.</summary>
    private static readonly string[][] Lines =
    [
        ["AUTH PLAIN " + Base64("\0printer\0secret"), "235 2.7.0 Authentication succeeded"],
        ["AUTH PLAIN " + Base64("printer\0printer\0secret"), "235 2.7.0 Authentication succeeded"],
        ["auth plain", "334 ", Base64("\0printer\0secret"), "235 2.7.0 Authentication succeeded"],
        ["AUTH LOGIN", "334 VXNlcm5hbWU6", Base64("printer"), "334 UGFzc3dvcmQ6", Base64("secret"), "235 2.7.0 Authentication succeeded"],
        ["AUTH LOGIN " + Base64("printer"), "334 UGFzc3dvcmQ6", Base64("secret"), "235 2.7.0 Authentication succeeded"],
        ["AUTH PLAIN " + Base64("\0printer\0wrong"), "535 5.7.8 Authentication credentials invalid"],
        ["AUTH PLAIN " + Base64("root\0printer\0secret"), "501 5.5.2 The response cannot be read; base64 of a name and a password is expected"],
        ["AUTH PLAIN " + Base64("printer\0secret"), "501 5.5.2"],
        ["AUTH PLAIN " + Base64("\0printer\0se\0cret"), "501 5.5.2"],
        ["AUTH PLAIN " + Base64("\0\0secret"), "501 5.5.2"],
        ["AUTH PLAIN =", "501 5.5.2"],
        ["AUTH PLAIN !!!!", "501 5.5.2"],
        ["AUTH PLAIN " + Convert.ToBase64String([0, 0xff, 0xfe, 0, 0x41]), "501 5.5.2"],
        ["AUTH PLAIN " + Base64("\0" + new string('a', 256) + "\0secret"), "501 5.5.2"],
        ["AUTH PLAIN", "334 ", "*", "501 5.7.0 Authentication cancelled", "NOOP", "250 2.0.0 Ok"],
        ["AUTH LOGIN", "334 VXNlcm5hbWU6", "*", "501 5.7.0 Authentication cancelled"],
        ["AUTH LOGIN", "334 VXNlcm5hbWU6", Base64("printer"), "334 UGFzc3dvcmQ6", "*", "501 5.7.0 Authentication cancelled"],
        ["AUTH PLAIN", "334 ", new string('A', 3_000), "500 5.5.6 The response is too long", "NOOP", "250 2.0.0 Ok"],
        ["AUTH CRAM-MD5", "504 5.5.4 This mechanism is not offered; PLAIN and LOGIN are"],
        ["AUTH", "501 5.5.4 Syntax: AUTH mechanism [initial-response]"],
        ["AUTH PLAIN a b", "501 5.5.4 Syntax: AUTH mechanism [initial-response]"],
        ["MAIL FROM:<a@example.com>", "250 2.1.0 Sender ok", "AUTH LOGIN", "503 5.5.1 AUTH does not fit into a transaction; send RSET first"],
        ["AUTH PLAIN " + Base64("\0printer\0secret"), "235 2.7.0", "AUTH LOGIN", "503 5.5.1 You are authenticated already"],
    ];

    public static TheoryData<string> Dialogues => [.. Lines.Select(lines => string.Join('|', lines))];

    [Theory]
    [MemberData(nameof(Dialogues))]
    public async Task A_dialogue_goes_as_the_RFC_says(string dialogue)
    {
        var lines = dialogue.Split('|');
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness);
        Assert.EndsWith("AUTH PLAIN LOGIN", await harness.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        for (var i = 0; i < lines.Length; i += 2)
            Assert.StartsWith(lines[i + 1], await harness.AskAsync(lines[i]), StringComparison.Ordinal);
        Assert.Equal(Array.Exists(lines, line => line.StartsWith("235", StringComparison.Ordinal)) ? "printer" : null, harness.Session.AuthenticatedAs);
        Assert.DoesNotContain(harness.Handler.Refusals, refusal => refusal.Command.Contains(Base64("secret"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_offered_only_after_STARTTLS_and_needs_EHLO()
    {
        await using var harness = new SmtpServerHarness(Options);
        await harness.ReplyAsync();
        Assert.DoesNotContain("AUTH", await harness.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        await using var second = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(second);
        Assert.StartsWith("503 5.5.1 Send EHLO first", await second.AskAsync("AUTH LOGIN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_ends_the_session_at_the_limit_of_errors()
    {
        await using var harness = new SmtpServerHarness(Options with { Limits = new() { Errors = 3 } });
        await using var tls = await UpgradeAsync(harness);
        await harness.AskAsync("EHLO client.example");
        var guess = "AUTH PLAIN " + Base64("\0printer\0wrong");
        Assert.StartsWith("535", await harness.AskAsync(guess), StringComparison.Ordinal);
        Assert.StartsWith("535", await harness.AskAsync(guess), StringComparison.Ordinal);
        Assert.StartsWith("535", await harness.AskAsync(guess), StringComparison.Ordinal);
        Assert.StartsWith("421", await harness.ReplyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_goes_away_within_AUTH_is_told_as_such()
    {
        await using var harness = new SmtpServerHarness(Options);
        await using var tls = await UpgradeAsync(harness);
        await harness.AskAsync("EHLO client.example");
        await harness.AskAsync("AUTH LOGIN");
        await tls.ShutdownAsync();
        await harness.Running.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("the client went away without QUIT", harness.Handler.ClosedReason);
    }

    [Theory]
    [InlineData("AUTH PLAIN AHByaW50ZXIAc2VjcmV0", "AUTH PLAIN (hidden)")]
    [InlineData(" auth\tLOGIN  cHJpbnRlcg==", "AUTH LOGIN (hidden)")]
    [InlineData("AUTH AHByaW50ZXIAc2VjcmV0AAAAAAAAAAA=", "AUTH (hidden)")]
    [InlineData("AUTH=PLAIN AHByaW50ZXIAc2VjcmV0AAAA", "AUTH (hidden)")]
    [InlineData("AUTH PLAIN", "AUTH PLAIN")]
    [InlineData("AUTHOR a", "AUTHOR a")]
    [InlineData("AUTH", "AUTH")]
    public void No_password_reaches_a_log(string line, string logged) => Assert.Equal(logged, MalformedLine.ForLog(line));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<SslStream> UpgradeAsync(SmtpServerHarness harness)
    {
        await harness.ReplyAsync();
        await harness.AskAsync("EHLO client.example");
        await harness.AskAsync("STARTTLS");
        var stream = new SslStream(new PipeStream(harness.Connection.Client), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "mx.example.org",
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });
        (harness.Input, harness.Output) = (PipeReader.Create(stream), PipeWriter.Create(stream));
        return stream;
    }
}
