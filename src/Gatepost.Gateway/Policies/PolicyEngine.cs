using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies;

/// <summary>Decides. A pure function: the same inspection and snapshot always give the same decision.</summary>
public static class PolicyEngine
{
    /// <summary>One disposition per recipient, in the order of the envelope.</summary>
    public static Decision Decide(MessageInspection inspection, PolicySnapshot snapshot) => throw new NotImplementedException();
}
