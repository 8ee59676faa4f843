namespace Gatepost.Gateway.Nodes;

/// <summary>What must run on one node only, and what nodes state of it.</summary>
public static class NodeLeaseNames
{
    /// <summary>Removing old days of the message log.</summary>
    public const string LogPurge = "log-purge";

    /// <summary>The number that nodes state of it: for how many days they keep it.</summary>
    public const string LogDays = "log-days";

    /// <summary>Deleting what has expired in the quarantine.</summary>
    public const string QuarantineExpiry = "quarantine-expiry";
}
