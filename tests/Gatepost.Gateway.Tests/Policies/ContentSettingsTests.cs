using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Tests.Policies;

public sealed class ContentSettingsTests
{
    [Fact]
    public void How_far_files_are_opened_stands_in_the_policy()
    {
        var settings = Read("""
            inspectors:
              content: {passwords: [sesame, "two words"], depth: 5, files-per-container: 50, files: 60, file-size: 8MB, unpacked-size: 16MB, ratio: 30, time: 3s, cpu-time: 2s}
            """);
        Assert.Equal(["sesame", "two words"], settings.Passwords);
        Assert.Equal(
            new ExtractionBudget
            {
                Depth = 5, FilesPerContainer = 50, Files = 60, FileOctets = 8_388_608, AllOctets = 16_777_216, Ratio = 30, Time = TimeSpan.FromSeconds(3), CpuTime = TimeSpan.FromSeconds(2),
            },
            settings.Budget);
    }

    [Fact]
    public void What_is_not_set_is_as_the_documentation_says()
    {
        var settings = Read("inspectors: {content: {depth: 7}}");
        Assert.Empty(settings.Passwords);
        Assert.Equal(new ExtractionBudget { Depth = 7 }, settings.Budget);
        Assert.Equal(new ExtractionBudget(), Read("").Budget);
    }

    [Fact]
    public void A_list_of_passwords_has_an_end()
    {
        var compilation = PolicyCompiler.Compile(
            PolicyCases.Head + $"inspectors: {{content: {{passwords: [{string.Join(", ", Enumerable.Range(0, 51).Select(number => $"p{number}"))}]}}}}\nrules: []\n", "p", 1);
        Assert.Contains("at most 50 passwords", Assert.Single(compilation.Errors).ToString(), StringComparison.Ordinal);
    }

    private static ContentSettings Read(string yaml)
    {
        var compilation = PolicyCompiler.Compile(PolicyCases.Head + yaml + "\nrules: []\n", "p", 1);
        Assert.Empty(compilation.Errors);
        return compilation.Snapshot!.Inspectors.Content;
    }
}
