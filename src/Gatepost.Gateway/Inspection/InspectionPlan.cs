using System.Collections.Immutable;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Inspection;

/// <summary>What runs for a message under a policy.</summary>
/// <param name="Inspectors">In the order of stage and name.</param>
/// <param name="Needs">All facts that somebody reads.</param>
/// <param name="Missing">Names that were asked for and that nobody answers to.</param>
internal sealed record InspectionPlan(ImmutableArray<IInspector> Inspectors, InspectionNeeds Needs, ImmutableArray<string> Missing)
{
    public static InspectionPlan Make(ImmutableArray<IInspector> all, ImmutableArray<InspectionSubscriber> subscribers, PolicySnapshot policy)
    {
        var wanted = new HashSet<string>(policy.RequiredInspectors, StringComparer.Ordinal);
        var needs = policy.Needs;
        foreach (var subscriber in subscribers)
        {
            wanted.UnionWith(subscriber.Inspectors);
            needs |= subscriber.Needs;
        }
        // It speaks unasked, and is nothing that could be run.
        wanted.Remove(CrashGuardFindings.Descriptor.Name);
        if (wanted.Remove(ContentFindings.Descriptor.Name) | policy.Requires(ContentFindings.Descriptor))
            needs |= ContentFindings.Descriptor.Needs;
        var chosen = ImmutableArray.CreateBuilder<IInspector>();
        foreach (var inspector in all)
        {
            // Rules ask for categories, and whoever states them runs; a name is asked for besides.
            if (!(wanted.Remove(inspector.Descriptor.Name) | policy.Requires(inspector.Descriptor)) || !inspector.IsEnabled(policy))
                continue;
            chosen.Add(inspector);
            needs |= inspector.Descriptor.Needs;
        }
        return new InspectionPlan(chosen.DrainToImmutable(), needs, [.. wanted.Order(StringComparer.Ordinal)]);
    }
}
