namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>Bounds of the in-flight ledger.</summary>
public sealed record CrashGuardLimits
{
    /// <summary>Deaths with a content in flight after which it is set aside: one may be chance, two cost enough (promise 6).</summary>
    public int DeathsToSetAside { get; init; } = 2;

    /// <summary>More deaths than this within <see cref="DeathWindow"/> send all content to a child process.</summary>
    public int DeathsInWindow { get; init; } = 2;

    /// <summary>The window of <see cref="DeathsInWindow"/>.</summary>
    public TimeSpan DeathWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a content is remembered after its last death: longer than senders retry (RFC 5321: four to five days).</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Contents and deaths that are remembered; the oldest go first. 10,000 are 640 KB.</summary>
    public int Remembered { get; init; } = 10_000;

    /// <summary>Octets of the ledger before it is written anew with only what is in flight: some 18,000 marks.</summary>
    public int LedgerOctets { get; init; } = 1_048_576;
}
