using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Deliver the message and ask no further rule: an exception from the rules below.</summary>
internal sealed class DeliverAction : PolicyAction
{
    public static ActionType Type { get; } = new("deliver", "Deliver the message and ask no further rule: an exception from the rules below.", [], [""], (_, _) => new DeliverAction()) { TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => "deliver it, and ask no further rule";

    public override Disposition? Intercepts => Disposition.Deliver;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new("delivered");
}
