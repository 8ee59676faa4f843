namespace Gatepost.EndToEnd.Tests;

/// <summary>Tests that need both cores, or measure: they run one after the other, when no other test runs.</summary>
[CollectionDefinition(Collection, DisableParallelization = true)]
public sealed class Heavy
{
    public const string Collection = "heavy";
}
