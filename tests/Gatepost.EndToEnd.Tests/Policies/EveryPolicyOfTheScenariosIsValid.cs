using Gatepost.Gateway.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Policies;

/// <summary>Told in a moment, before a scenario or the bench fails for it.</summary>
public sealed class EveryPolicyOfTheScenariosIsValid
{
    public static TheoryData<string, string> All => new()
    {
        { "deliver all", TestPolicies.DeliverAll(25) },
        { "deliver all, and more", TestPolicies.DeliverAll(25, ("sender.example", 26)) },
        { "two next hops", TestPolicies.TwoNextHops(25, 26) },
        { "guarded", TestPolicies.Guarded(25) },
        { "guarded by clamd", TestPolicies.Guarded(25, "127.0.0.1:3310") },
        { "bench/deliver-all.yaml", Bench("deliver-all.yaml") },
        { "bench/all-inspectors.yaml", Bench("all-inspectors.yaml") },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void It_compiles(string name, string yaml)
    {
        var compiled = PolicyCompiler.Compile(yaml, name, 1);
        Assert.True(compiled.IsValid, string.Join('\n', compiled.Errors));
    }

    private static string Bench(string file) => File.ReadAllText(Path.Combine(Requirement.RepositoryRoot(), "bench", file))
        .Replace("{sink}", "2525", StringComparison.Ordinal).Replace("{domains}", "acme.example, globex.example", StringComparison.Ordinal);
}
