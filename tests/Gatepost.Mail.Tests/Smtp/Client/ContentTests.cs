using System.Buffers;
using System.Text;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class ContentTests
{
    private const string Start = "S: 220 hop\nC: EHLO gw.test\nS: 250 hop\nC: MAIL FROM:<alice@example.org>\nS: 250 ok\nC: RCPT TO:<bob@example.net>\nS: 250 ok\nC: DATA\nS: 354 go\n";

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", "\r\n")]
    [InlineData("a", "a\r\n")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData(".\r\n", "..\r\n")]
    [InlineData("..\r\n", "...\r\n")]
    [InlineData("a.\r\n.b\r\n", "a.\r\n..b\r\n")]
    [InlineData("a\r\n.\r\nMAIL FROM:<evil@x.test>\r\n", "a\r\n..\r\nMAIL FROM:<evil@x.test>\r\n")]
    [InlineData("\r\n\r\n.\r\n\r\n", "\r\n\r\n..\r\n\r\n")]
    [InlineData("a\0b\u00ff\r\n", "a\0b\u00ff\r\n")]
    public void Dots_are_doubled_at_the_start_of_lines_and_nowhere_else(string content, string expected) => Assert.Equal(expected, Stuff(content));

    [Theory]
    [InlineData("a\nb\r\n")]
    [InlineData("a\rb\r\n")]
    [InlineData("a\r\n.\nMAIL FROM:<evil@x.test>\r\n")]
    [InlineData("a\n.\r\n")]
    [InlineData("a\r.\r\n")]
    [InlineData("a\n.\n")]
    [InlineData("a\r.\r")]
    [InlineData("a\r\r\n")]
    [InlineData("\n")]
    [InlineData("a\r\n\n")]
    [InlineData("a\r")]
    [InlineData("a\0\n.\n")]
    public void CR_or_LF_alone_is_refused_wherever_the_content_is_cut(string content) => Assert.Null(Stuff(content));

    [Theory]
    [InlineData("Subject: x\r\n\r\n\n.\r\nMAIL FROM:<evil@x.test>\r\n")]
    [InlineData("Subject: x\r\n\r\n\r\n.\rMAIL FROM:<evil@x.test>\r\n")]
    public async Task Content_that_could_smuggle_fails_for_good_and_its_end_is_never_said(string content)
    {
        var result = await new ClientCase { Content = content }.RunAsync(Start + "silence");
        Assert.Equal(SmtpOutcomeKind.Failed, result.Only.Kind);
        Assert.Empty(result.Contents);
        Assert.False(result.IsUsable);
    }

    [Fact]
    public async Task Content_that_only_looks_like_smuggling_arrives_as_it_is()
    {
        const string content = "Subject: x\r\n\r\n.\r\nMAIL FROM:<evil@x.test>\r\n.\r\n";
        var result = await new ClientCase { Content = content }.RunAsync(Start + "content\nS: 250 ok\nC: QUIT");
        Assert.Equal("Subject: x\r\n\r\n..\r\nMAIL FROM:<evil@x.test>\r\n..\r\n", Assert.Single(result.Contents));
    }

    [Fact]
    public async Task Large_content_with_a_dot_at_every_border_arrives()
    {
        var content = string.Concat(Enumerable.Range(0, 40_000).Select(n => $".{n} line\r\n"));
        var result = await new ClientCase { Content = content, Limits = new() { BlockOctets = 1_000 } }.RunAsync(Start + "content\nS: 250 ok\nC: QUIT");
        Assert.Equal(content.Replace("\r\n.", "\r\n..", StringComparison.Ordinal).Insert(0, "."), Assert.Single(result.Contents));
    }

    [Fact]
    public async Task Content_that_cannot_be_read_is_our_trouble_and_is_deferred()
    {
        await using var hop = new Gatepost.Testing.NextHops.ScriptedNextHop(Start + "silence");
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, default);
        await using var closing = connection;
        var sent = await connection!.SendAsync(
            new(new(null, null, default, false, default, null) { Sender = new("alice", "example.org") }, [ClientCase.To("bob@example.net")]),
            () => throw new IOException("disk gone"), default, default);
        Assert.Equal(SmtpOutcomeKind.Deferred, Assert.Single(sent.Recipients).Kind);
        Assert.Contains("disk gone", sent.Recipients[0].Words, StringComparison.Ordinal);
        await connection.DisposeAsync();
        Assert.Empty(await hop.ProblemsAsync());
    }

    [Fact]
    public async Task The_hooks_stand_right_before_the_final_dot_and_right_after_the_250()
    {
        List<string> seen = [];
        await using var hop = new Gatepost.Testing.NextHops.ScriptedNextHop(Start + "content\nS: 250 ok");
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, default);
        await using var closing = connection;
        await connection!.SendAsync(
            new(new(new("alice", "example.org"), null, default, false, default, null), [ClientCase.To("bob@example.net")]),
            () => new MemoryStream("a\r\n"u8.ToArray()), new(() => seen.Add($"before, {hop.Contents.Count} ended"), () => seen.Add($"after, {hop.Contents.Count} ended")),
            default);
        Assert.Equal(["before, 0 ended", "after, 1 ended"], seen);
    }

    /// <summary>The same result in every cutting, or the test fails.</summary>
    private static string? Stuff(string content)
    {
        var octets = Encoding.Latin1.GetBytes(content);
        var results = new HashSet<string?>();
        for (var piece = 1; piece <= Math.Max(octets.Length, 1); piece++)
        {
            var target = new ArrayBufferWriter<byte>();
            var dots = new DotStuffer();
            var fine = octets.Chunk(piece).All(part => dots.TryWrite(part, target)) && dots.TryFinish(target);
            results.Add(fine ? Encoding.Latin1.GetString(target.WrittenSpan) : null);
        }
        return Assert.Single(results);
    }
}
