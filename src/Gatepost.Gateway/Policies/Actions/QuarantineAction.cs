using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Conditions;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>Puts the message into a quarantine area, from where people release, download or delete it.</summary>
internal sealed class QuarantineAction(string area) : PolicyAction
{
    public const string DefaultArea = "default";

    public static ActionType Type { get; } = new(
        "quarantine", "Put the message into a quarantine area, from where people release, download or delete it.",
        [new("area", "name of an area", "Which one; not set = default.")],
        ["", "default"],
        Read)
    { ShortKey = "area", TakesNoSettings = true };

    public override string Name => Type.Name;

    public override string Sentence => $"quarantine it in the area {area}";

    public override Disposition? Intercepts => Disposition.Quarantine;

    public override ActionResult Apply(ConditionMatch match, PolicyFacts facts, string rule) => new($"quarantined in the area {area}") { Area = area };

    private static QuarantineAction Read(YamlKeys keys, ActionScope scope)
    {
        var area = keys.Text("area") ?? DefaultArea;
        if (!scope.Areas.ContainsKey(area))
        {
            var near = DidYouMean.Find(area, scope.Areas.Keys);
            var hint = near is null ? "expected " + YamlKeys.OneOf(scope.Areas.Keys.Order(StringComparer.Ordinal)) : $"did you mean \"{near}\"?";
            keys.Errors.Add(keys.Find("area")!, $"no area {keys.Find("area")!.Describe()} stands under \"areas\"; {hint}");
        }
        return new QuarantineAction(area);
    }
}
