using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// A connection to a next hop that is ready for mail, for one transaction after the other. Not thread-safe. Made by <see cref="SmtpConnector"/>.
/// </summary>
public sealed class SmtpClientConnection : IAsyncDisposable
{
    private readonly SmtpClientChannel _channel;
    private readonly SmtpClientLimits _limits;

    private readonly SmtpClientProfile _profile;

    internal SmtpClientConnection(
        SmtpClientChannel channel, SmtpNextHop hop, SmtpCapabilities capabilities, SmtpClientLimits limits, SmtpClientProfile profile)
    {
        _profile = profile;
        _channel = channel;
        _limits = limits;
        NextHop = hop;
        Capabilities = capabilities;
    }

    /// <summary>Who is at the other end.</summary>
    public SmtpNextHop NextHop { get; }

    /// <summary>What it offers.</summary>
    public SmtpCapabilities Capabilities { get; }

    /// <summary>The protection in force, or null on plain text.</summary>
    public TlsState? Tls => _channel.Tls;

    /// <summary>False once the connection has had any trouble: dispose it.</summary>
    public bool IsUsable => !_channel.IsBroken;

    /// <summary>When it became ready.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>Where it is noted that the next hop does not know BDAT after all.</summary>
    internal ChunkingRefusals? ChunkingRefusals { get; init; }

    /// <summary>Transactions so far.</summary>
    public int Transactions { get; private set; }

    /// <summary>Sends one message by DATA, for content whose length nobody knows for certain.</summary>
    public Task<SmtpSendResult> SendAsync(
        SmtpTransaction transaction, Func<Stream> openContent, SmtpSendHooks hooks, CancellationToken cancellationToken) =>
        SendAsync(transaction, new SmtpContent(openContent, null), hooks, cancellationToken);

    /// <summary>
    /// Sends one message to its recipients. Never throws for what the next hop or the network does.
    /// </summary>
    /// <param name="transaction">Sender and recipients with their parameters; the declared size is what is sent as SIZE.</param>
    /// <param name="content">What to send.</param>
    /// <param name="hooks">For crash tests.</param>
    /// <param name="cancellationToken">Gives the transaction up; the connection is of no use afterwards.</param>
    public Task<SmtpSendResult> SendAsync(SmtpTransaction transaction, SmtpContent content, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(content.Open);
        Transactions++;
        return new SmtpClientTransaction(_channel, Capabilities, _limits, transaction, _profile, () => ChunkingRefusals?.Add(NextHop.EndPoint)).RunAsync(content, hooks, cancellationToken);
    }

    /// <summary>The next transaction, step by step.</summary>
    public SteppedTransaction Begin()
    {
        Transactions++;
        return new SteppedTransaction(_channel, Capabilities, _limits);
    }

    /// <summary>RSET: true when a connection that was idle is still alive and ready.</summary>
    public async ValueTask<bool> ResetAsync(CancellationToken cancellationToken)
    {
        var answer = await _channel.AskAsync("RSET", _limits.Reset, cancellationToken);
        return answer.Reply is { IsPositive: true } && IsUsable;
    }

    /// <summary>Says goodbye where that is still possible, and closes. Never throws: a token that is cancelled only cuts the goodbye short.</summary>
    public async ValueTask QuitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsUsable && !cancellationToken.IsCancellationRequested)
                await _channel.AskAsync("QUIT", _limits.Quit, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What was said of the message before counts; the server learns of the end by the close.
        }
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();
}
