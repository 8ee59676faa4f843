using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Flow;

/// <summary>Programs that people use to send mail, in plain text and over STARTTLS.</summary>
public sealed class EveryClientCanSend
{
    [Fact]
    public async Task Swaks_curl_and_smtplib_send_with_and_without_tls()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });
        using var folder = new TestFolder("clients");
        foreach (var tls in new[] { false, true })
        {
            var name = tls ? "tls" : "plain";
            var message = Encoding.UTF8.GetString(MailText.Simple("a@sender.example", "user@example.org", $"Hello {name}", "Hello."));
            foreach (var (client, result) in new[]
            {
                ("swaks", await Swaks.SendAsync(gatepost.Port, $"swaks-{name}@sender.example", "user@example.org", tls ? ["--tls"] : [])),
                ("curl", await Curl.SendAsync(gatepost.Port, $"curl-{name}@sender.example", "user@example.org", folder.Write($"{name}.eml", message), tls)),
                ("smtplib", await PythonSmtplib.SendAsync(gatepost.Port, $"smtplib-{name}@sender.example", "user@example.org", message, tls)),
            })
                Assert.True(result.ExitCode == 0, $"{client} {name}: {result.Both}");
        }
        var arrived = await sink.WaitForAsync(6);
        foreach (var message in arrived)
            Assert.Equal(message.Sender.Contains("-tls@", StringComparison.Ordinal), message.Header("Received")!.Contains("ESMTPS", StringComparison.Ordinal));
        Assert.Equal(6, arrived.Select(message => message.Sender).Distinct().Count());
    }

    [Fact]
    public async Task Strangers_cannot_relay_through_it()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port) });

        var refused = await Swaks.SendAsync(gatepost.Port, "a@sender.example", "b@elsewhere.example");
        var taken = await Swaks.SendAsync(gatepost.Port, "a@sender.example", "b@example.org");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(" 550 5.7.1", refused.Output, StringComparison.Ordinal);
        Assert.True(taken.ExitCode == 0, taken.Both);
        await sink.WaitForAsync(1);
        Assert.Equal(["b@example.org"], Assert.Single(sink.Messages).Recipients);
    }
}
