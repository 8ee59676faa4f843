using System.Text;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Harness;

/// <summary>The servers and clients of the tests, proved on each other before they judge the gateway.</summary>
public sealed class PostfixCarriesMailBetweenTwoServers
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mail_of_every_client_arrives_through_two_servers(bool tls)
    {
        await using var downstream = await PostfixServer.StartDownstreamAsync(tls);
        await using var upstream = await PostfixServer.StartUpstreamAsync(downstream.Port, tls);
        using var folder = new TestFolder("harness");
        var message = Encoding.UTF8.GetString(MailText.Simple("a@sender.example", "b@example.org", "From a program", "Hello."));

        var swaks = await Swaks.SendAsync(upstream.Port, "swaks@sender.example", "b@example.org");
        var curl = await Curl.SendAsync(upstream.Port, "curl@sender.example", "b@example.org", folder.Write("mail.eml", message), tls: false);
        var python = await PythonSmtplib.SendAsync(upstream.Port, "python@sender.example", "b@example.org", message, tls: false);

        Assert.True(swaks.ExitCode == 0, swaks.Both);
        Assert.True(curl.ExitCode == 0, curl.Both);
        Assert.True(python.ExitCode == 0, python.Both);
        var arrived = (await downstream.Inbox.WaitForAsync(3)).Select(Encoding.UTF8.GetString).ToList();
        Assert.All(new[] { "swaks@", "curl@", "python@" }, sender => Assert.Contains(arrived, text => text.Contains($"Return-Path: <{sender}", StringComparison.Ordinal)));
        Assert.All(arrived, text => Assert.Equal(tls, text.Contains("using TLSv1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_recipient_that_the_downstream_server_does_not_know_is_refused()
    {
        await using var downstream = await PostfixServer.StartDownstreamAsync();
        var swaks = await Swaks.SendAsync(downstream.Port, "a@sender.example", "unknown@example.org");
        Assert.NotEqual(0, swaks.ExitCode);
        Assert.Contains("no such user", swaks.Output, StringComparison.Ordinal);
    }
}
