namespace Gatepost.Gateway.Quarantine;

/// <summary>Bounds of the quarantine.</summary>
internal static class QuarantineLimits
{
    /// <summary>The area of what names none.</summary>
    public const string DefaultArea = "default";

    /// <summary>Rows that one round of the expiry takes: bounds memory, and lets other writers in between.</summary>
    public const int ExpiryRows = 500;

    /// <summary>How long a message is kept where the policy has no default area any more: the usual month.</summary>
    public static TimeSpan DefaultExpiry { get; } = TimeSpan.FromDays(30);

    /// <summary>How often expired rows and interrupted releases are looked for.</summary>
    public static TimeSpan SweepInterval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A release of which nothing was committed is taken back at this age; a release takes seconds, the inspection of a reprocessed message at most minutes.
    /// </summary>
    public static TimeSpan ClaimAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// What another node is at work on (a release, an arrival) is left to it up to this age: longer than a node is away for a repair. After that it may be finished, expire or
    /// be deleted, none of which delivers anything; it is never released a second time, since no log that is purged and no time that passes says what the other spool holds.
    /// </summary>
    public static TimeSpan AbandonedAge { get; } = TimeSpan.FromDays(7);

    /// <summary>A second at first, doubled up to a minute.</summary>
    public static TimeSpan WaitAfter(int failures) => TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(failures - 1, 10)), 60));
}
