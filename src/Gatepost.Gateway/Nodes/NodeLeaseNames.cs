namespace Gatepost.Gateway.Nodes;

/// <summary>What must run on one node only.</summary>
public static class NodeLeaseNames
{
    /// <summary>Removing old days of the message log.</summary>
    public const string LogPurge = "log-purge";

    /// <summary>Deleting what has expired in the quarantine.</summary>
    public const string QuarantineExpiry = "quarantine-expiry";
}
