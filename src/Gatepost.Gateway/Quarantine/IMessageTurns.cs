using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// One change of a quarantined message at a time: content that is put beside its rows must not go with the last of the older ones, on whichever node. Thread-safe;
/// throws what the database throws.
/// </summary>
public interface IMessageTurns
{
    /// <summary>Waits for the message's turn; dispose what comes back to end it.</summary>
    ValueTask<IAsyncDisposable> EnterAsync(MailId id, CancellationToken cancellationToken);
}
