using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>Overload is said before the client has sent its message, with an enhanced code, and ends with the overload.</summary>
public sealed class AnOverloadedGatewayAsksToComeBack
{
    [Fact]
    public async Task DATA_gets_451_while_every_inspection_is_stuck_and_354_again_afterwards()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions
        {
            Policy = TestPolicies.Guarded(sink.Port),
            Settings = "inspection-budget: 3s",
            Environment = new Dictionary<string, string> { ["GATEPOST_TEST_INSPECTOR"] = "crash-test" },
        });
        // One for each place of the inspection gate, which has as many as there are cores.
        var stuck = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => SendAsync(gatepost.Port, "stuck", "X-Gatepost-Crash-Test: ignore-deadline\r\n")));
        Assert.All(stuck, answer => Assert.Equal(250, answer.Code));

        SmtpAnswer answer = default!;
        await Wait.UntilAsync(
            async () => (answer = await SendAsync(gatepost.Port, "while stuck")).Code == 451, TimeSpan.FromSeconds(10), () => $"the gateway says that it is overloaded: {answer}");
        Assert.StartsWith("4.3.2 Too many messages wait for inspection", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Clients are asked to come back (451)", (await gatepost.CommandAsync("status")).Both, StringComparison.Ordinal);
        await Wait.UntilAsync(
            async () => (await gatepost.CommandAsync("log", "search", "--refused", "--json")).Output.Contains("Too many messages wait", StringComparison.Ordinal),
            TimeSpan.FromSeconds(20), () => "the refusal is in the log");

        await Wait.UntilAsync(
            async () => (answer = await SendAsync(gatepost.Port, "afterwards")).Code == 250, TimeSpan.FromSeconds(40), () => $"mail is taken again: {answer}");
        await Wait.UntilAsync(() => sink.Messages.Any(message => message.Header("Subject") == "afterwards"), TimeSpan.FromSeconds(20), "the message");
    }

    private static async Task<SmtpAnswer> SendAsync(int port, string subject, string fields = "")
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        var message = $"From: a@sender.example\r\nTo: user@example.org\r\nSubject: {subject}\r\n{fields}\r\nHello.\r\n";
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(System.Text.Encoding.ASCII.GetBytes(message)));
    }
}
