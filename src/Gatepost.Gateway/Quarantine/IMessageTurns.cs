using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// One change of a quarantined message at a time: content that is put beside its rows must not go with the last of the older ones, on whichever node. Thread-safe;
/// throws what the database throws.
/// </summary>
public interface IMessageTurns
{
    /// <summary>Waits for the message's turn; dispose what comes back to end it.</summary>
    ValueTask<IMessageTurn> EnterAsync(MailId id, CancellationToken cancellationToken);
}

/// <summary>A turn that is held, until it is disposed or the session that holds it ends.</summary>
public interface IMessageTurn : IAsyncDisposable
{
    /// <summary>
    /// Throws when the turn was lost on the way: another node may have had it since, and what was found before need not be true any more. Ask before what cannot be
    /// undone, and before what was written is taken for done.
    /// </summary>
    ValueTask ConfirmAsync(CancellationToken cancellationToken);
}
