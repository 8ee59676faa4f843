namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>
/// What the protection against content that takes a process down states (<see cref="UnscannableNames.Poison"/>), under the name <c>crash-guard</c>: whenever there is
/// cause, whether a policy asks for it or not.
/// </summary>
public static class CrashGuardFindings
{
    /// <summary>How the pseudo inspector shows in lists and to the policy.</summary>
    public static InspectorDescriptor Descriptor { get; } = new()
    {
        Name = "crash-guard",
        Summary = "Sets content aside that was under inspection when a process of the gateway died.",
        Categories = [FindingCategory.Unscannable],
    };
}
