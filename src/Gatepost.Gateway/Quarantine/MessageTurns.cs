using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// The turns of one process. Messages share a fixed number of them, so that nothing grows with them. Nodes that share a quarantine add the database's to these.
/// </summary>
public sealed class MessageTurns : IMessageTurns, IDisposable
{
    private const int Count = 64;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Count).Select(_ => new SemaphoreSlim(1, 1))];

    /// <inheritdoc/>
    public async ValueTask<IMessageTurn> EnterAsync(MailId id, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)id.GetHashCode() % Count];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_turns, turn => turn.Dispose());

    private sealed class Turn(SemaphoreSlim turn) : IMessageTurn
    {
        public ValueTask ConfirmAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync()
        {
            turn.Release();
            return ValueTask.CompletedTask;
        }
    }
}
