using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Tests.Policies;

/// <summary>
/// One file per mistake in <c>BadPolicies</c>, beside it what an administrator reads. Adding a case needs no code: add both files, or run once with
/// <c>GATEPOST_UPDATE_GOLDEN=1</c> and look at what was written.
/// </summary>
public sealed class BadPolicyTests
{
    public static TheoryData<string> Cases => [.. Directory.GetFiles(Folder(), "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_mistake_is_told_at_once_with_its_place(string name)
    {
        var compilation = PolicyCompiler.Compile(File.ReadAllText(Path.Combine(Folder(), name + ".yaml")), "policy.yaml", 1);
        Assert.Null(compilation.Snapshot);
        var told = string.Concat(compilation.Errors.Select(error => error + "\n"));
        var expected = Path.Combine(Folder(), name + ".expected");
        if (Environment.GetEnvironmentVariable("GATEPOST_UPDATE_GOLDEN") == "1")
            File.WriteAllText(expected, told);
        Assert.Equal(File.ReadAllText(expected), told);
    }

    [Theory]
    [InlineData(5_000_000, "the file has")]
    [InlineData(100_000, "nested deeper than")]
    public void A_file_beyond_all_measure_is_one_mistake(int length, string expected)
    {
        var yaml = "gatepost-policy: 1\nrules: " + (length > 4_194_304 ? new string('x', length) : new string('[', length));
        Assert.Contains(expected, Assert.Single(PolicyCompiler.Compile(yaml, "p", 1).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_to_a_good_policy_never_throws()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var text = DefaultPolicy.Yaml.ToCharArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                text[random.Next(text.Length)] = "[]{}:-*&!|>'\"#%@` \n\t\0x\uD800"[random.Next(23)];
            var compilation = PolicyCompiler.Compile(new string(text), "p", 1);
            Assert.True(compilation.IsValid || compilation.Errors.Count > 0, $"seed {seed}");
        }
    }

    private static string Folder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gatepost.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The checkout was not found.");
        return Path.Combine(folder, "tests", "Gatepost.Gateway.Tests", "Policies", "BadPolicies");
    }
}
