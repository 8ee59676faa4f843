using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies;

/// <summary>What became of a policy that was to be applied.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Revision">The newest revision; null after mistakes.</param>
/// <param name="Errors">Every mistake.</param>
public sealed record PolicyApplication(PolicyApplicationOutcome Outcome, PolicyRevision? Revision, IReadOnlyList<ConfigurationError> Errors);

/// <summary>Outcomes of <see cref="PolicyService.ApplyAsync"/>.</summary>
public enum PolicyApplicationOutcome
{
    /// <summary>A new revision is in force.</summary>
    Applied = 0,

    /// <summary>It says what the newest revision says already; no revision was made.</summary>
    Unchanged,

    /// <summary>It has mistakes; what was in force still is.</summary>
    Mistakes,

    /// <summary>Another revision was made since the author looked; what was in force still is.</summary>
    Overtaken,
}
