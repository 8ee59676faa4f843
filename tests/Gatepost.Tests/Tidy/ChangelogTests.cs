using System.Text.RegularExpressions;

namespace Gatepost.Tests.Tidy;

/// <summary>The documents that every change must keep true are there and have their form.</summary>
public sealed partial class ChangelogTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("SECURITY.md")]
    [InlineData("LICENSE")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/flow.md")]
    [InlineData("docs/rfcs.md")]
    [InlineData("docs/findings.md")]
    public void The_documents_are_there(string path) => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path);

    [Fact]
    public void The_changelog_has_an_unreleased_section_and_dated_releases()
    {
        var headings = Repository.Read("CHANGELOG.md").Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).ToList();
        Assert.Equal("## Unreleased", headings[0]);
        Assert.All(headings.Skip(1), heading => Assert.Matches(Release(), heading));
    }

    [Fact]
    public void Every_folder_and_test_that_the_list_of_rfcs_names_is_there()
    {
        var paths = Backticked().Matches(Repository.Read("docs/rfcs.md")).Select(match => match.Groups[1].Value)
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal) || path.StartsWith("tests/", StringComparison.Ordinal));
        var missing = paths.Where(path => !File.Exists(Path.Combine(Repository.Root, path)) && !Directory.Exists(Path.Combine(Repository.Root, path)));
        Assert.Empty(missing);
    }

    [GeneratedRegex(@"^## \d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\)$")]
    private static partial Regex Release();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Backticked();
}
