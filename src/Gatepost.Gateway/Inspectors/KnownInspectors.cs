using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Inspectors.Antivirus;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Inspectors.TestStrings;

namespace Gatepost.Gateway.Inspectors;

/// <summary>
/// Everybody whose findings a policy of this version may name. A name that nobody has must be a mistake of the policy: asked for at run time, every message would
/// be unscannable.
/// </summary>
public static class KnownInspectors
{
    /// <summary>In the order of the documentation.</summary>
    public static ImmutableArray<InspectorDescriptor> All { get; } =
        [ContentFindings.Descriptor, CrashGuardFindings.Descriptor, TestStringsInspector.Described, AntivirusInspector.Described, AttachmentsInspector.Described];

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(inspector => inspector.Name)];
}
