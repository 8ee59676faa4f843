using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>Connections that wait some seconds for further mail to the same destination. Bounded; thread-safe.</summary>
internal sealed class ConnectionCache : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Destination, SmtpClientConnection Connection, DateTimeOffset Until)> _idle = new();
    private readonly DeliveryLimits _limits;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;

    public ConnectionCache(DeliveryLimits limits, TimeProvider time)
    {
        _limits = limits;
        _time = time;
        _sweep = time.CreateTimer(static cache => ((ConnectionCache)cache!).CloseExpired(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Connections that wait.</summary>
    public int Idle
    {
        get
        {
            lock (_lock)
                return _idle.Count;
        }
    }

    /// <summary>An idle connection to the destination, the freshest first; the caller owns it. It may have died meanwhile.</summary>
    public SmtpClientConnection? Take(string destination)
    {
        lock (_lock)
        {
            for (var node = _idle.Last; node is not null; node = node.Previous)
            {
                if (node.Value.Destination != destination)
                    continue;
                _idle.Remove(node);
                return node.Value.Connection;
            }
            return null;
        }
    }

    /// <summary>Gives a connection back; one that is worn or broken is closed.</summary>
    public ValueTask ReturnAsync(string destination, SmtpClientConnection connection, CancellationToken cancellationToken)
    {
        var isWorn = connection.Transactions >= _limits.MessagesPerConnection || _time.GetUtcNow() - connection.OpenedAt >= _limits.ConnectionAge;
        if (!connection.IsUsable || isWorn || !TryKeep(destination, connection))
            return connection.QuitAsync(cancellationToken);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        await Task.WhenAll(TakeWhere(_ => true).Select(CloseAsync));
    }

    private bool TryKeep(string destination, SmtpClientConnection connection)
    {
        lock (_lock)
        {
            if (_idle.Count >= _limits.IdleConnections)
                return false;
            _idle.AddLast((destination, connection, _time.GetUtcNow() + _limits.IdleConnection));
            if (_idle.Count == 1)
                _sweep.Change(_limits.IdleConnection, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private void CloseExpired()
    {
        var now = _time.GetUtcNow();
        foreach (var connection in TakeWhere(until => until <= now))
            _ = CloseAsync(connection);
        lock (_lock)
        {
            if (_idle.First is { } first)
                _sweep.Change(first.Value.Until - now + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        }
    }

    private List<SmtpClientConnection> TakeWhere(Func<DateTimeOffset, bool> condition)
    {
        List<SmtpClientConnection> taken = [];
        lock (_lock)
        {
            while (_idle.First is { } first && condition(first.Value.Until))
            {
                taken.Add(first.Value.Connection);
                _idle.RemoveFirst();
            }
        }
        return taken;
    }

    private static async Task CloseAsync(SmtpClientConnection connection) => await connection.QuitAsync(CancellationToken.None);
}
