using System.Net;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Commands.Samples;

/// <summary>Sends samples the way a server on the Internet would: one connection, plain SMTP.</summary>
internal sealed class SampleSender(IPEndPoint gateway, EmailAddress recipient, TimeProvider time)
{
    private static readonly SmtpClientLimits Patience = new()
    {
        Connect = TimeSpan.FromSeconds(5), Greeting = TimeSpan.FromSeconds(30), Hello = TimeSpan.FromSeconds(30), Envelope = TimeSpan.FromSeconds(30),
        DataStart = TimeSpan.FromSeconds(60), DataEnd = TimeSpan.FromMinutes(2),
    };

    /// <summary>The fates in the order of the samples, or why there is no connection.</summary>
    public async Task<(IReadOnlyList<SampleFate> Fates, string? Trouble)> SendAsync(IEnumerable<SampleMessage> samples, CancellationToken cancellationToken)
    {
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "samples.example.com", Limits = Patience }, time);
        var fates = new List<SampleFate>();
        SmtpClientConnection? connection = null;
        foreach (var sample in samples)
        {
            if (connection is not { IsUsable: true })
            {
                if (connection is not null)
                    await connection.DisposeAsync().ConfigureAwait(false);
                var opened = await connector.ConnectAsync(new SmtpNextHop(gateway.Address.ToString(), gateway), SmtpClientTls.Off, cancellationToken).ConfigureAwait(false);
                if (opened.Connection is null)
                    return (fates, opened.Failure!.Words);
                connection = opened.Connection;
            }
            fates.Add(await SendAsync(connection, sample, cancellationToken).ConfigureAwait(false));
        }
        if (connection is not null)
            await connection.QuitAsync(cancellationToken).ConfigureAwait(false);
        return (fates, null);
    }

    private async Task<SampleFate> SendAsync(SmtpClientConnection connection, SampleMessage sample, CancellationToken cancellationToken)
    {
        _ = SmtpAddressParser.TryParse(sample.Sender, out var sender);
        var transaction = new SmtpTransaction(
            new MailCommand(sender, sample.Octets.Length, SmtpBody.EightBitMime, false, DsnReturn.Unspecified, null),
            [new RecipientCommand(recipient, DsnNotify.Never, null)]);
        var result = await connection.SendAsync(transaction, () => new MemoryStream(sample.Octets, writable: false), default, cancellationToken).ConfigureAwait(false);
        var outcome = result.Recipients[0];
        return new SampleFate(sample, outcome.Reply is { } reply ? SampleFate.IdIn(reply) : null, outcome.Words, null);
    }
}
