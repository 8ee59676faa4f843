using System.Collections.Concurrent;

namespace Gatepost.EndToEnd.Tests.Crash;

/// <summary>What the clients know: which messages got their 250. Every attempt carries a Message-ID of its own. Thread-safe.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<string, byte> _accepted = new();
    private int _attempts;

    /// <summary>Message-IDs that got their 250, each with its recipients' number.</summary>
    public IReadOnlyCollection<string> Accepted => (IReadOnlyCollection<string>)_accepted.Keys;

    /// <summary>How many got their 250.</summary>
    public int Count => _accepted.Count;

    /// <summary>How many were begun.</summary>
    public int Attempts => _attempts;

    /// <summary>A number for the next attempt.</summary>
    public int Begin() => Interlocked.Increment(ref _attempts);

    /// <summary>The gateway said 250.</summary>
    public void Accept(string messageId) => _accepted[messageId] = 0;
}
