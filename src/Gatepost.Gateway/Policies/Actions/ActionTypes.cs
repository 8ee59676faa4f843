using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>All kinds of action, in the order of the documentation: what decides, mildest first, then what changes a copy.</summary>
internal static class ActionTypes
{
    public static ImmutableArray<ActionType> All { get; } =
    [
        DeliverAction.Type,
        HoldAction.Type,
        QuarantineAction.Type,
        TemporaryFailureAction.Type,
        RejectAction.Type,
        DeleteAction.Type,
        TagSubjectAction.Type,
        AddHeaderAction.Type,
        StripAttachmentsAction.Type,
    ];
}
