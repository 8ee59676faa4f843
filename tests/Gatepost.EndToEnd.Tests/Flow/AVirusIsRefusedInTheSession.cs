using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Flow;

/// <summary>A virus gets its 5xx before anything was accepted, with an id by which the administrator finds the whole story.</summary>
public sealed class AVirusIsRefusedInTheSession
{
    [Fact]
    public async Task The_reply_carries_an_id_that_explain_finds()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port) });

        var refused = await PythonSmtplib.SendAsync(gatepost.Port, "a@sender.example", "user@example.org", TestMail.WithEicar("A virus"), tls: true);
        var clean = await PythonSmtplib.SendAsync(
            gatepost.Port, "a@sender.example", "user@example.org", TestMail.WithAttachment("No virus", "eicar.com", "Just a name."u8.ToArray()), tls: true);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("refused 550", refused.Output, StringComparison.Ordinal);
        Assert.Contains("It carries a virus (id", refused.Output, StringComparison.Ordinal);
        Assert.True(clean.ExitCode == 0, clean.Both);
        Assert.Equal("No virus", Assert.Single(await sink.WaitForAsync(1)).Header("Subject"));

        var id = Answers.Id(refused.Output);
        var story = string.Empty;
        await Wait.UntilAsync(
            async () =>
            {
                var explained = await gatepost.CommandAsync("explain", id);
                story = explained.Both;
                return explained.ExitCode == 0;
            },
            TimeSpan.FromSeconds(20),
            () => $"explain finds {id}: {story}");
        Assert.Contains("a@sender.example", story, StringComparison.Ordinal);
        Assert.Contains("Viruses", story, StringComparison.Ordinal);
        Assert.Contains("EICAR", story, StringComparison.Ordinal);
        Assert.Contains("eicar.com", story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upstream_server_bounces_it_itself_with_our_words()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port) });
        await using var upstream = await PostfixServer.StartUpstreamAsync(gatepost.Port);
        using var folder = new TestFolder("virus");

        await Curl.SendAsync(upstream.Port, "a@sender.example", "user@example.org", folder.Write("virus.eml", TestMail.WithEicar("A virus")), tls: false);

        await Wait.UntilAsync(
            async () => (await upstream.ReadLogAsync()).Contains("status=bounced", StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => "the upstream server bounces the virus");
        Assert.Contains("It carries a virus (id", await upstream.ReadLogAsync(), StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
    }
}
