using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Keep the message in the queue until a person releases or deletes it.</summary>
internal sealed class HoldAction : PolicyAction
{
    public static ActionType Type { get; } = new("hold", "Keep the message in the queue until a person releases or deletes it.", [], [""], (_, _) => new HoldAction()) { TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => "hold it";

    public override Disposition? Intercepts => Disposition.Hold;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new("held");
}
