using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// One change of a quarantined message at a time: content that is put beside its rows must not go with the last of the older ones. Messages share a fixed
/// number of turns, so that nothing grows with them. Of this process alone: nodes that share a quarantine need the database for it. Thread-safe.
/// </summary>
internal sealed class MessageTurns : IDisposable
{
    private const int Count = 64;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the message's turn; dispose what comes back to end it.</summary>
    public async ValueTask<IDisposable> EnterAsync(MailId id, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)id.GetHashCode() % Count];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
