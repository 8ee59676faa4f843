using System.Net;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Bounds the refusals that the message log takes in a minute, in all and per client (a /64 counts as one in IPv6): a client that is refused costs itself a
/// few octets and us a line of some hundred, and a log that fills the volume stops all mail. Thread-safe.
/// </summary>
internal sealed class RefusalBudget(RefusalLimits limits, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _clients = [];
    private long _minute;
    private int _all;

    /// <summary>Counts a refusal.</summary>
    public RefusalSpent Spend(IPAddress client)
    {
        var minute = time.GetUtcNow().Ticks / TimeSpan.TicksPerMinute;
        lock (_lock)
        {
            if (minute != _minute)
            {
                _clients.Clear();
                (_minute, _all) = (minute, 0);
            }
            var count = CountOf(ClientKey.Of(client));
            if (count > limits.PerClient)
                return new RefusalSpent(IsWritten: false, IsWorthAWord(count, limits.PerClient) ? count : 0, OfAll: false);
            _all++;
            return new RefusalSpent(_all <= limits.InAll, _all > limits.InAll && IsWorthAWord(_all, limits.InAll) ? _all : 0, OfAll: true);
        }
    }

    /// <summary>Clients beyond those that are remembered are held by the bound of all.</summary>
    private int CountOf(IPAddress key)
    {
        if (!_clients.TryGetValue(key, out var count) && _clients.Count >= limits.RememberedClients)
            return 1;
        return _clients[key] = count + 1;
    }

    /// <summary>The first that is not written, and then each tenfold: a line for each would be the flood again.</summary>
    private static bool IsWorthAWord(int count, int limit)
    {
        for (var mark = limit + 1L; mark <= count; mark *= 10)
        {
            if (mark == count)
                return true;
        }
        return false;
    }
}

/// <summary>What became of a refusal.</summary>
/// <param name="IsWritten">It goes to the message log.</param>
/// <param name="TellCount">When not 0, the administrator is to be told that so many came within the minute.</param>
/// <param name="OfAll">The count is that of all clients, not of this one.</param>
internal readonly record struct RefusalSpent(bool IsWritten, int TellCount, bool OfAll);

/// <summary>Bounds of <see cref="RefusalBudget"/>.</summary>
internal sealed record RefusalLimits
{
    /// <summary>Refusals of one client in a minute: three sessions of twenty errors each.</summary>
    public int PerClient { get; init; } = 60;

    /// <summary>Refusals of all clients in a minute; at 400 octets a line 3 GB a day, which is the most that strangers can make us write.</summary>
    public int InAll { get; init; } = 6_000;

    /// <summary>Clients that are counted one by one within a minute.</summary>
    public int RememberedClients { get; init; } = 20_000;
}
