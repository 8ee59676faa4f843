using System.Collections.Immutable;

namespace Gatepost.Mail.Extraction;

/// <summary>What a worker is asked: to open one file, which lies as <c>in</c> in a folder of the job's own. Goes over the pipe as JSON.</summary>
public sealed record ExtractionRequest
{
    /// <summary>Names the folder within the worker's scratch folder; 1, 2, 3 in the worker's life.</summary>
    public required int Job { get; init; }

    /// <summary>The claimed file name, cleaned, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The declared media type, or null.</summary>
    public string? DeclaredType { get; init; }

    /// <summary>Passwords to try, best first.</summary>
    public ImmutableArray<string> Passwords { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What is left for the message.</summary>
    public required ExtractionBudget Budget { get; init; }

    /// <summary>True when somebody wants texts and links, and not only the parts.</summary>
    public bool WantsText { get; init; }
}
