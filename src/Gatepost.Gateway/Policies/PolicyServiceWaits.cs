namespace Gatepost.Gateway.Policies;

/// <summary>How long a database that is away is left alone: soon at first, since most trouble is short, and never more than a minute.</summary>
internal static class PolicyServiceWaits
{
    /// <summary>How long an answer may take; below the thirty seconds in which service supervision wants a start to be done.</summary>
    public static TimeSpan Answer { get; } = TimeSpan.FromSeconds(15);

    public static TimeSpan First { get; } = TimeSpan.FromSeconds(2);

    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(1);
}
