namespace Gatepost.Gateway.Policies;

/// <summary>The policy that an empty database begins with.</summary>
/// <param name="Yaml">Its text, which was checked.</param>
/// <param name="FileName">Names it in errors.</param>
public sealed record FirstPolicy(string Yaml, string FileName)
{
    /// <summary><c>policies/default.yaml</c>.</summary>
    public static FirstPolicy Embedded { get; } = new(DefaultPolicy.Yaml, DefaultPolicy.FileName);
}
