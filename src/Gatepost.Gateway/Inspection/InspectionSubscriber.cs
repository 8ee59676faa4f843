using System.Collections.Frozen;

namespace Gatepost.Gateway.Inspection;

/// <summary>Asks for inspectors or facts beside the policy: reports, learning, the command <c>check</c>. Registered as a service; all of them together with the policy say what runs.</summary>
/// <param name="Name">Who asks, for logs.</param>
/// <param name="Inspectors">The inspectors that it wants run, by name.</param>
/// <param name="Needs">The facts that it reads itself.</param>
public sealed record InspectionSubscriber(string Name, FrozenSet<string> Inspectors, InspectionNeeds Needs = InspectionNeeds.None);
