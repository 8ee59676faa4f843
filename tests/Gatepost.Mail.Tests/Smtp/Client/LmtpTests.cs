using System.Net;
using System.Net.Sockets;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;

namespace Gatepost.Mail.Tests.Smtp.Client;

public sealed class LmtpTests
{
    private const string Start = "S: 220 store\nC: LHLO gw.test\nS: 250-store\nS: 250 PIPELINING\nC: MAIL FROM:<alice@example.org>\n";

    private const string Three = Start + "C: RCPT TO:<a@example.net>\nC: RCPT TO:<b@example.net>\nC: RCPT TO:<c@example.net>\nS: 250 ok\nS: 250 a\nS: 550 5.1.1 no b\nS: 250 c\nC: DATA\nS: 354 go\ncontent\n";

    private static readonly ClientCase ToThree = new()
    {
        Profile = new SmtpClientProfile { Tls = SmtpClientTls.Opportunistic, Protocol = SmtpClientProtocol.Lmtp }, Recipients = ClientCase.ToAll("a@example.net", "b@example.net", "c@example.net"),
    };

    [Fact]
    public async Task Each_recipient_has_an_answer_of_its_own()
    {
        var result = await ToThree.RunAsync(Three + "S: 250 2.0.0 a has it\nS: 452 4.2.2 c is full\nC: QUIT");
        Assert.Equal(["250 2.0.0 a has it", "550 5.1.1 no b", "452 4.2.2 c is full"], result.Recipients.Select(outcome => outcome.Words));
        Assert.Equal([SmtpOutcomeKind.Delivered, SmtpOutcomeKind.Failed, SmtpOutcomeKind.Deferred], result.Recipients.Select(outcome => outcome.Kind));
        Assert.True(result.IsUsable);
    }

    [Fact]
    public async Task Who_has_an_answer_keeps_it_when_the_store_goes_away()
    {
        var result = await ToThree.RunAsync(Three + "S: 250 a has it\nclose");
        Assert.Equal([SmtpOutcomeKind.Delivered, SmtpOutcomeKind.Failed, SmtpOutcomeKind.Deferred], result.Recipients.Select(outcome => outcome.Kind));
        Assert.Contains("may arrive twice", result.Recipients[2].Words, StringComparison.Ordinal);
        Assert.False(result.EndedEarly);
    }

    [Fact]
    public async Task Who_has_an_answer_keeps_it_when_we_stop()
    {
        await using var hop = new ScriptedNextHop(Three + "S: 250 a has it\nsilence");
        using var stop = new CancellationTokenSource();
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("store.test", hop.EndPoint), ToThree.Profile!, TestContext.Current.CancellationToken);
        await using var open = connection!;
        var result = await open.SendAsync(
            new(ToThree.Mail with { Sender = ClientCase.To("alice@example.org").Recipient }, ToThree.Recipients), new SmtpContent(() => new MemoryStream("Subject: hi\r\n\r\nbody\r\n"u8.ToArray()), null),
            new SmtpSendHooks(null, stop.Cancel), stop.Token);
        Assert.Equal([SmtpOutcomeKind.Delivered, SmtpOutcomeKind.Failed, SmtpOutcomeKind.Deferred], result.Recipients.Select(outcome => outcome.Kind));
    }

    [Fact]
    public async Task A_server_without_LHLO_is_no_store()
    {
        var result = await ToThree.RunAsync("S: 220 hop\nC: LHLO gw.test\nS: 500 what\ngone");
        Assert.Equal(SmtpOutcomeKind.Deferred, result.Failure?.Kind);
    }

    [Fact]
    public async Task After_BDAT_each_recipient_has_an_answer_too()
    {
        var dialogue = Three.Replace("PIPELINING", "PIPELINING\nS: 250 CHUNKING", StringComparison.Ordinal).Replace("250 PIPELINING", "250-PIPELINING", StringComparison.Ordinal)
            .Replace("C: DATA\nS: 354 go\ncontent\n", "C: BDAT 21 LAST\nchunk 21\n", StringComparison.Ordinal);
        var result = await (ToThree with { KnowsLength = true }).RunAsync(dialogue + "S: 250 a\nS: 250 c\nC: QUIT");
        Assert.Equal([SmtpOutcomeKind.Delivered, SmtpOutcomeKind.Failed, SmtpOutcomeKind.Delivered], result.Recipients.Select(outcome => outcome.Kind));
    }

    [Fact]
    public async Task A_Unix_socket_is_as_good_as_a_port()
    {
        var path = Path.Combine(Path.GetTempPath(), $"gatepost-lmtp-{Guid.NewGuid():N}");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        var serving = Task.Run(
            async () =>
            {
                using var client = await listener.AcceptAsync();
                await client.SendAsync("220 store\r\n"u8.ToArray());
                var buffer = new byte[100];
                var count = await client.ReceiveAsync(buffer);
                await client.SendAsync("250 store\r\n"u8.ToArray());
                return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
            },
            TestContext.Current.CancellationToken);
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var hop = new SmtpNextHop("store", new UnixDomainSocketEndPoint(path));
        var (connection, failure) = await connector.ConnectAsync(hop, ToThree.Profile! with { Sources = [IPAddress.Loopback], HostName = "own.test" }, TestContext.Current.CancellationToken);
        Assert.Null(failure);
        await connection!.DisposeAsync();
        Assert.Equal("LHLO own.test\r\n", await serving);
        Assert.Equal($"store[{path}]", hop.ToString());
        File.Delete(path);
    }
}
