using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Accept the message and throw it away: nobody is told.</summary>
internal sealed class DeleteAction : PolicyAction
{
    public static ActionType Type { get; } = new("delete", "Accept the message and throw it away: nobody is told.", [], [""], (_, _) => new DeleteAction()) { TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => "delete it";

    public override Disposition? Intercepts => Disposition.Delete;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new("deleted");
}
