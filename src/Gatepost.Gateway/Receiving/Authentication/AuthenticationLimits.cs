namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>Bounds against guessing.</summary>
internal sealed record AuthenticationLimits
{
    /// <summary>The time in which failures are counted; short enough that a person who mistyped is not sent home.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failures of one client (a /64 in IPv6) in the window: a person tries a handful, and a device with an old password is not told a hundred times.</summary>
    public int FailuresPerClient { get; init; } = 10;

    /// <summary>Failures at one account in the window, from everywhere: 20 in ten minutes are a million in a year, and no good password falls to those.</summary>
    public int FailuresPerAccount { get; init; } = 20;

    /// <summary>Clients, accounts, and pairs of both that are remembered, each; some megabytes together.</summary>
    public int Remembered { get; init; } = 20_000;

    /// <summary>An address from which an account was let in is not locked out when strangers guess at the account, for so long.</summary>
    public TimeSpan Familiar { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Passwords that are checked at once; each keeps a core busy for a tenth of a second, and mail needs the others.</summary>
    public int ChecksAtOnce { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Clients that wait for a check; at a tenth of a second each nobody waits longer than a few seconds.</summary>
    public int Waiting { get; init; } = 50;
}
