using System.Text;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies;

namespace Gatepost.Fuzz.Targets;

/// <summary>A policy that is taken has one canonical form, which is taken too and is its own; one that is not has mistakes with a place and one line of words.</summary>
internal sealed class PolicyTarget : IFuzzTarget
{
    public string Name => "policy-yaml";

    public string Summary => "policies; a valid one's canonical form is valid and its own, mistakes have a place and one line";

    public IReadOnlyList<string> Words { get; } =
    [
        "gatepost-policy: 1\n", "internal-domains: [example.org]\n", "next-hops:\n", "rules:\n", "- name: ", "  when: ", "  then: ", "then: {tag-subject: a}", "reject", "deliver", "hold", "quarantine: default", "all: [", "any: [", "not: {", "finding: {category: virus}",
        "subject-words: [a]", "header: {name: a, matches: b}", "sender: ", "recipient: ", "size: {over: 10 MB}", "from: ", "to: ", "route: ", "except: ", "areas: {a: {expires-after: 1d}}", "inspectors: ", "delivery: ", "mixed-rejection: ", "\"", "'", "|\n", ">-\n", "~", "null",
        "&a ", "*a", "!!str ", "%YAML 1.1\n", "---\n", "...\n", "[", "]", "{", "}", ": ", ", ", "# ", "\t", "\u00c3\u00bc", "\u00c2\u0085", "\"\\u0085\"", "\"\\ud800\"", "99999999999999999999", "- ", "\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var compilation = PolicyCompiler.Compile(Encoding.UTF8.GetString(input), "policy.yaml", 1);
        YamlChecks.Mistakes(compilation.Errors, compilation.IsValid);
        if (!compilation.IsValid)
            return;
        var again = PolicyCompiler.Compile(compilation.Canonical, "policy.yaml", 1);
        Expect.That(again.IsValid, $"the canonical form is refused: {(again.Errors is [var first, ..] ? first : null)}\n{compilation.Canonical}");
        Expect.Equal(compilation.Canonical, again.Canonical!, "the canonical form has another canonical form");
        Expect.Equal(compilation.Snapshot.Hash, again.Snapshot!.Hash, "the canonical form has another hash");
        Expect.That(compilation.Snapshot.Rules.Length == again.Snapshot.Rules.Length && compilation.Snapshot.Needs == again.Snapshot.Needs, "the canonical form is another policy");
    }
}
