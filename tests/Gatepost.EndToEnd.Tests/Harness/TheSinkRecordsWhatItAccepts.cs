using System.Text;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Harness;

public sealed class TheSinkRecordsWhatItAccepts
{
    [Fact]
    public async Task Content_comes_out_as_it_went_in()
    {
        await using var sink = SmtpSink.Start();
        await using var client = await TestSmtpClient.ConnectAsync(sink.Port);
        await client.CommandAsync("EHLO client.example");
        var content = "A: b\r\n\r\n.\r\n..\r\n.x\r\nplain\r\n\r\n.\rbare\r\n"u8.ToArray();
        var answer = await client.SendAsync("a@b.example", ["c@d.example", "e@f.example"], MailText.ForTheWire(content));
        Assert.Equal(250, answer.Code);
        var message = Assert.Single(sink.Messages);
        Assert.Equal(content, message.Content);
        Assert.Equal(["c@d.example", "e@f.example"], message.Recipients);
        Assert.True(message.HasBareLineEnding);
    }

    [Fact]
    public async Task A_line_feed_alone_ends_nothing()
    {
        await using var sink = SmtpSink.Start();
        await using var client = await TestSmtpClient.ConnectAsync(sink.Port);
        await client.CommandAsync("EHLO client.example");
        await client.SendAsync("a@b.example", ["c@d.example"], Encoding.ASCII.GetBytes("A: b\n.\nMAIL FROM:<x>\n\r\n.\r\n"));
        Assert.Contains("MAIL FROM", Assert.Single(sink.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_defers_refuses_hangs_up_and_goes_down_as_it_is_told()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = to => to.StartsWith("later", StringComparison.Ordinal) ? "451 4.2.1 Later" : null });
        await using (var client = await TestSmtpClient.ConnectAsync(sink.Port))
        {
            await client.CommandAsync("EHLO client.example");
            var wire = MailText.ForTheWire("A: b\r\n\r\nc\r\n"u8);
            Assert.Equal(451, (await client.SendAsync("a@b.example", ["later@d.example"], wire)).Code);
            sink.Behaviour = new SinkBehaviour { EndOfData = _ => "550 5.7.1 No" };
            Assert.Equal(550, (await client.SendAsync("a@b.example", ["c@d.example"], wire)).Code);
            sink.Behaviour = new SinkBehaviour { CloseInContent = true };
            await Assert.ThrowsAsync<IOException>(() => client.SendAsync("a@b.example", ["c@d.example"], wire));
        }
        await sink.CloseAsync();
        Assert.False(await Loopback.IsListeningAsync(sink.Port));
        sink.Open();
        Assert.True(await Loopback.IsListeningAsync(sink.Port));
        Assert.Empty(sink.Messages);
    }
}
