using Gatepost.Fuzz;
using Gatepost.Fuzz.Loop;
using Gatepost.Tests.Tidy;

namespace Gatepost.Tests.Fuzz;

/// <summary>
/// Keeps the fuzz targets alive: each replays its corpus, in which every input that once broke something stays, and a fixed number of mutations.
/// Searching for new ones is <c>fuzz/run</c>'s work.
/// </summary>
public sealed class FuzzTargetTests
{
    private const int Mutations = 300;

    public static IEnumerable<TheoryDataRow<string>> Targets() => FuzzTargets.All.Select(target => new TheoryDataRow<string>(target.Name));

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_file_of_the_corpus_is_survived(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var corpus = Corpus.Of(target);
        Assert.InRange(corpus.Count, 5, 100);
        Assert.All(corpus, file => Assert.InRange(file.Octets.Length, 0, Mutator.MaxOctets));
        foreach (var (file, octets) in corpus)
            Run(target, octets, file);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_fixed_number_of_mutations_is_survived(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var mutator = new Mutator([.. Corpus.Of(target).Select(file => file.Octets)], target.Words);
        for (var seed = 0; seed < Mutations; seed++)
            Run(target, mutator.Make(seed), $"seed {seed}");
    }

    [Fact]
    public void The_same_seed_gives_the_same_octets()
    {
        Mutator Make() => new(["one two three"u8.ToArray(), "four"u8.ToArray()], ["word"]);
        var made = Enumerable.Range(0, 50).Select(seed => Convert.ToHexString(Make().Make(seed))).ToArray();
        Assert.Equal(made, Enumerable.Range(0, 50).Select(seed => Convert.ToHexString(Make().Make(seed))));
        Assert.True(made.Distinct().Count() > 40);
    }

    [Fact]
    public void Every_corpus_has_a_target_and_every_target_of_the_project_is_in_the_list()
    {
        var names = FuzzTargets.All.Select(target => target.Name).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(names, Directory.EnumerateDirectories(Path.Combine(Repository.Root, "fuzz", "corpora")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var types = typeof(IFuzzTarget).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IFuzzTarget)));
        Assert.Equal(types.Select(type => type.Name).Order(StringComparer.Ordinal), FuzzTargets.All.Select(target => target.GetType().Name).Order(StringComparer.Ordinal));
    }

    /// <summary>A target that cannot fail tests nothing: what it checks must be able to break.</summary>
    [Fact]
    public void A_broken_property_is_told_with_its_input()
    {
        var failure = Assert.ThrowsAny<Exception>(() => Run(new Breaking(), "x\n"u8.ToArray(), "seed 7"));
        Assert.Contains("seed 7", failure.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToBase64String("x\n"u8), failure.Message, StringComparison.Ordinal);
        Assert.Contains("an x was found", failure.Message, StringComparison.Ordinal);
    }

    private static void Run(IFuzzTarget target, byte[] input, string name)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception error)
        {
            Assert.Fail($"{target.Name}, {name}, {input.Length} octets in base64:\n{Convert.ToBase64String(input)}\n{error}");
        }
    }

    private sealed class Breaking : IFuzzTarget
    {
        public string Name => "breaking";

        public string Summary => "breaks on an x";

        public IReadOnlyList<string> Words => [];

        public void Run(ReadOnlySpan<byte> input) => Expect.That(!input.Contains((byte)'x'), "an x was found");
    }
}
