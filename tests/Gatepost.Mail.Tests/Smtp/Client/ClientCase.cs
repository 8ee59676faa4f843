using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.NextHops;

namespace Gatepost.Mail.Tests.Smtp.Client;

/// <summary>One message to one scripted next hop.</summary>
internal sealed record ClientCase
{
    public string Content { get; init; } = "Subject: hi\r\n\r\nbody\r\n";

    public string? Sender { get; init; } = "alice@example.org";

    public ImmutableArray<RecipientCommand> Recipients { get; init; } = [To("bob@example.net")];

    public MailCommand Mail { get; init; } = new(null, null, SmtpBody.SevenBit, false, DsnReturn.Unspecified, null);

    public SmtpClientTls Tls { get; init; } = SmtpClientTls.Off;

    /// <summary>Anything beyond <see cref="Tls"/>.</summary>
    public SmtpClientProfile? Profile { get; init; }

    /// <summary>The content's length is told beforehand, as BDAT needs it.</summary>
    public bool KnowsLength { get; init; }

    public SmtpClientLimits Limits { get; init; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The client reads replies in pieces of at most so many octets.</summary>
    public int Piece { get; init; } = int.MaxValue;

    public static RecipientCommand To(string address, DsnNotify notify = DsnNotify.Default, string? orcpt = null)
    {
        Assert.True(SmtpAddressParser.TryParse(address, out var parsed));
        return new RecipientCommand(parsed, notify, orcpt);
    }

    public static ImmutableArray<RecipientCommand> ToAll(params string[] addresses) => [.. addresses.Select(address => To(address))];

    /// <summary>Runs the dialogue and demands that the client kept to it.</summary>
    public async Task<ClientResult> RunAsync(params string[] dialogues)
    {
        await using var hop = new ScriptedNextHop(dialogues);
        var result = await SendAsync(hop);
        Assert.Empty(await hop.ProblemsAsync());
        return result with { Contents = hop.Contents, Connections = hop.Connections };
    }

    public async Task<ClientResult> SendAsync(ScriptedNextHop hop)
    {
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test", Limits = Limits }, Time, DialAsync);
        var (connection, failure) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), Profile ?? SmtpClientProfile.Of(Tls), TestContext.Current.CancellationToken);
        if (connection is null)
            return new ClientResult([], failure, false, null);
        await using (connection)
        {
            var sent = await SendAsync(connection);
            var result = new ClientResult(sent.Recipients, null, connection.IsUsable, connection.Tls) { EndedEarly = sent.EndedEarly };
            await connection.QuitAsync(TestContext.Current.CancellationToken);
            return result;
        }
    }

    public Task<SmtpSendResult> SendAsync(SmtpClientConnection connection)
    {
        var octets = Encoding.Latin1.GetBytes(Content);
        return connection.SendAsync(
            new SmtpTransaction(Mail with { Sender = SenderAddress() }, Recipients), new SmtpContent(() => new MemoryStream(octets), KnowsLength ? octets.Length : null), default,
            TestContext.Current.CancellationToken);
    }

    private EmailAddress? SenderAddress() => SmtpAddressParser.TryParse(Sender, out var parsed) ? parsed : null;

    private async ValueTask<Stream> DialAsync(EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, cancellationToken);
        return new PiecemealStream(new NetworkStream(socket, ownsSocket: true), Piece);
    }
}

internal sealed record ClientResult(ImmutableArray<SmtpOutcome> Recipients, SmtpOutcome? Failure, bool IsUsable, TlsState? Tls)
{
    public IReadOnlyList<string> Contents { get; init; } = [];

    public int Connections { get; init; }

    public bool EndedEarly { get; init; }

    /// <summary>The outcome of the only recipient, or of the connection.</summary>
    public SmtpOutcome Only => Failure ?? Assert.Single(Recipients);
}
