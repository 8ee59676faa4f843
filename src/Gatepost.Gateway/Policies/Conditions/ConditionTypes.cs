using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>All kinds of condition, in the order of the documentation.</summary>
internal static class ConditionTypes
{
    public static ImmutableArray<ConditionType> All { get; } =
    [
        FindingCondition.Type,
        AttachmentNameCondition.Type,
        AttachmentExtensionCondition.Type,
        AttachmentTypeCondition.Type,
        AttachmentTrueTypeCondition.Type,
        AttachmentSizeCondition.Type,
        AttachmentCountCondition.Type,
        ContainerMembersCondition.Type,
        ContainerDepthCondition.Type,
        EncryptedCondition.Type,
        SignedCondition.Type,
        SizeCondition.Type,
        HeaderCondition.Type,
        SubjectWordsCondition.Type,
        BodyWordsCondition.Type,
        LanguageCondition.Type,
        LinkHostCondition.Type,
        LinkDomainCondition.Type,
        LinkCarrierCondition.Type,
        LinkCountCondition.Type,
        CardNumbersCondition.Type,
        SenderCondition.Type,
        RecipientCondition.Type,
        RecipientCountCondition.Type,
        ClientNetworkCondition.Type,
        RelayClientCondition.Type,
        SpoofedInternalSenderCondition.Type,
    ];
}
