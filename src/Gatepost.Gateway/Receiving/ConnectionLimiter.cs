using System.Collections.Concurrent;
using System.Net;

namespace Gatepost.Gateway.Receiving;

/// <summary>Counts the open connections of one listener, in all and per client address (a /64 counts as one address in IPv6). Thread-safe.</summary>
internal sealed class ConnectionLimiter(int max, int maxPerAddress)
{
    private readonly ConcurrentDictionary<IPAddress, int> _perAddress = new();
    private int _count;

    /// <summary>Open connections.</summary>
    public int Count => Volatile.Read(ref _count);

    public ConnectionAdmission Enter(IPAddress client)
    {
        var count = Interlocked.Increment(ref _count);
        var ofAddress = _perAddress.AddOrUpdate(ClientKey.Of(client), 1, static (_, n) => n + 1);
        if (count > max)
            return ConnectionAdmission.TooManyInAll;
        return ofAddress > maxPerAddress ? ConnectionAdmission.TooManyOfAddress : ConnectionAdmission.Admitted;
    }

    /// <summary>Call once for every <see cref="Enter"/>, whatever it said.</summary>
    public void Leave(IPAddress client)
    {
        Interlocked.Decrement(ref _count);
        var key = ClientKey.Of(client);
        while (_perAddress.TryGetValue(key, out var n))
        {
            if (n > 1 ? _perAddress.TryUpdate(key, n - 1, n) : _perAddress.TryRemove(KeyValuePair.Create(key, n)))
                return;
        }
    }
}

/// <summary>What <see cref="ConnectionLimiter.Enter"/> says.</summary>
internal enum ConnectionAdmission
{
    Admitted = 0,
    TooManyInAll,
    TooManyOfAddress,
}
