using System.CommandLine;

namespace Gatepost.CommandLine;

/// <summary>A command whose help ends with examples: what somebody at three in the morning copies.</summary>
internal class Verb : Command
{
    public Verb(string name, string description, params VerbExample[] examples) : base(name, description) => Examples = examples;

    public IReadOnlyList<VerbExample> Examples { get; }
}

/// <summary>One example.</summary>
internal sealed record VerbExample(string CommandLine, string Means);
