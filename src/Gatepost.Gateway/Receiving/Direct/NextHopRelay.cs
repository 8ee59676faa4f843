using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>
/// The way of one client session to the next hop: each MAIL and RCPT is the next hop's to judge. A next hop that drops the connection before content
/// was sent is connected to again, and told all once more; after that its silence is told to the client as "try again". One call at a time.
/// </summary>
internal sealed class NextHopRelay(DirectConnector connector, SpoolNextHop hop) : IAsyncDisposable
{
    private readonly List<RecipientCommand> _recipients = [];
    private SmtpClientConnection? _connection;
    private SteppedTransaction? _steps;
    private MailCommand? _mail;
    private ClientAttributes? _client;
    private SmtpOutcome? _lost;
    private bool _isDecided;

    /// <summary>Where the mail goes.</summary>
    public SpoolNextHop Hop => hop;

    /// <summary>
    /// True when a recipient's sender wants to hear of success, and the next hop knows nothing of such wishes: the report that it was passed on is ours to make
    /// (RFC 3461 section 5.2.2), as delivery from the queue does it.
    /// </summary>
    public bool OwesReports { get; private set; }

    /// <summary>Where attempts are counted.</summary>
    public DeliveryMetrics? Metrics => connector.Metrics;

    /// <summary>Who answered last, as <c>host[address]:port</c>.</summary>
    public string Answerer => _connection?.NextHop.ToString() ?? hop.ToString();

    /// <summary>TLS protocol and cipher towards the next hop, or null.</summary>
    public string? Tls => _connection?.Tls is { } tls ? $"{tls.Protocol} {tls.CipherSuite}" : null;

    /// <summary>What the next hop offers; null when it cannot be reached now.</summary>
    public async ValueTask<SmtpCapabilities?> OfferAsync(CancellationToken cancellationToken)
    {
        await AbandonAsync(cancellationToken);
        return await ConnectAsync(cancellationToken) is null ? _connection!.Capabilities : null;
    }

    /// <summary>Begins a transaction; one that was open is given up.</summary>
    public async ValueTask<SmtpOutcome> MailAsync(MailCommand mail, ClientAttributes? client, CancellationToken cancellationToken)
    {
        await AbandonAsync(cancellationToken);
        var outcome = await StepAsync(() => (_steps = _connection!.Begin()).MailAsync(mail, client, cancellationToken), cancellationToken);
        if (outcome.Kind == SmtpOutcomeKind.Delivered)
            (_mail, _client) = (mail, client);
        return outcome;
    }

    /// <summary>Asks for a recipient.</summary>
    public async ValueTask<SmtpOutcome> RecipientAsync(RecipientCommand recipient, CancellationToken cancellationToken)
    {
        var outcome = await StepAsync(() => _steps!.RecipientAsync(recipient, cancellationToken), cancellationToken);
        if (outcome.Kind == SmtpOutcomeKind.Delivered)
        {
            _recipients.Add(recipient);
            OwesReports |= IsOwed(recipient);
        }
        return outcome;
    }

    /// <summary>Sends the content to all who were accepted, and ends the transaction.</summary>
    public async ValueTask<SmtpOutcome> SendAsync(EditedMessage message, Envelope envelope, CancellationToken cancellationToken)
    {
        using var outgoing = connector.ContentOf(message, envelope, hop);
        SmtpContent content = default;
        _isDecided = true;
        var outcome = await StepAsync(BeginAsync, cancellationToken);
        if (outcome.Kind != SmtpOutcomeKind.Delivered)
        {
            await AbandonAsync(cancellationToken);
            return outcome;
        }
        Forget();
        return await _steps!.ContentAsync(content.Open, connector.Hooks, cancellationToken);

        // Chosen for the connection that is in use now: after a reconnection the next hop may offer less than at EHLO.
        async ValueTask<SmtpOutcome> BeginAsync()
        {
            (content, var refusal) = await outgoing.ForAsync(_connection!.Capabilities, cancellationToken);
            return refusal ?? await _steps!.BeginContentAsync(content.ExactLength, cancellationToken);
        }
    }

    /// <summary>RSET, where a transaction is open: the next hop forgets it.</summary>
    public async ValueTask AbandonAsync(CancellationToken cancellationToken)
    {
        var isOpen = _mail is not null;
        Forget();
        if (isOpen && _connection is { IsUsable: true } connection && !await connection.ResetAsync(cancellationToken))
            await DropAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
            await connection.QuitAsync(CancellationToken.None);
        _connection = null;
    }

    /// <summary>One step; on a connection that breaks under it, it is done again on a fresh one.</summary>
    private async ValueTask<SmtpOutcome> StepAsync(Func<ValueTask<SmtpOutcome>> step, CancellationToken cancellationToken)
    {
        if (_lost is not null)
            return _lost;
        for (var connections = 1; ; connections++)
        {
            if (await ReadyAsync(cancellationToken) is { } failure)
                return Lose(failure);
            var outcome = await step();
            if (_connection!.IsUsable)
                return outcome;
            if (connections >= connector.Limits.ConnectionsPerStep)
                return Lose(outcome);
        }
    }

    /// <summary>A connection that knows the transaction as far as it has come; else why there is none.</summary>
    private async ValueTask<SmtpOutcome?> ReadyAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsUsable: true })
            return null;
        if (await ConnectAsync(cancellationToken) is { } failure)
            return failure;
        if (_mail is null)
            return null;
        _steps = _connection!.Begin();
        var outcome = await _steps.MailAsync(_mail, _client, cancellationToken);
        for (var i = 0; i < _recipients.Count && outcome.Kind == SmtpOutcomeKind.Delivered; i++)
            outcome = await _steps.RecipientAsync(_recipients[i], cancellationToken);
        // What it took before and refuses now: only the client, when it comes again, can be told for which recipient.
        if (outcome.Kind != SmtpOutcomeKind.Delivered)
            return SmtpOutcome.Deferred(4, 2, $"the next hop lost the connection, and answered to the repetition: {outcome.Words}");
        var didOwe = OwesReports;
        OwesReports = _recipients.Exists(IsOwed);
        // Once it is decided that the message goes straight on, nobody would tell its sender of success.
        return OwesReports && !didOwe && _isDecided
            ? SmtpOutcome.Deferred(4, 2, "the next hop lost the connection, and does not take wishes about reports any more (DSN)")
            : null;
    }

    private bool IsOwed(RecipientCommand recipient) => !_connection!.Capabilities.Dsn && recipient.Notify.HasFlag(DsnNotify.Success);

    private async ValueTask<SmtpOutcome?> ConnectAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsUsable: true })
            return null;
        await DropAsync();
        var (connection, failure) = await connector.OpenAsync(hop, cancellationToken);
        _connection = connection;
        return failure;
    }

    /// <summary>Until the next MAIL nothing more is asked: a fresh connection would know of no transaction, and its 503 would be final for the client.</summary>
    private SmtpOutcome Lose(SmtpOutcome failure) => _lost = failure;

    private void Forget()
    {
        (_mail, _client, _lost) = (null, null, null);
        (OwesReports, _isDecided) = (false, false);
        _recipients.Clear();
    }

    private async ValueTask DropAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }
}
