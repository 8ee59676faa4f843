using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatepost.Tests.Tidy;

/// <summary>Names are the field's: words that say nothing are banned in type names, unfinished marks in code.</summary>
public sealed partial class NameTests
{
    private static readonly string[] Banned = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Processor", "Info", "Data", "Impl", "Common", "Misc"];

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var bad = Repository.Sources("src", "tests")
            .Where(path => !path.Contains("/Migrations/", StringComparison.Ordinal))
            .SelectMany(path => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot()
                .DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
                .Where(type => Words().Matches(type.Identifier.Text).Any(word => Banned.Contains(word.Value)))
                .Where(type => !IsSmtpVerb(path, type.Identifier.Text))
                .Select(type => $"{path}: {type.Identifier.Text}"));
        Assert.Empty(bad);
    }

    [Fact]
    public void No_unfinished_mark_is_left_in_the_product()
    {
        var bad = Repository.Sources("src").SelectMany(path => Repository.Read(path).Split('\n')
            .Select((line, number) => (line, number))
            .Where(at => Unfinished().IsMatch(at.line))
            .Select(at => $"{path}:{at.number + 1}: {at.line.Trim()}"));
        Assert.Empty(bad);
    }

    /// <summary>DATA is a verb of SMTP, and so a word of the field there.</summary>
    private static bool IsSmtpVerb(string path, string type) => path.Contains("/Smtp/", StringComparison.Ordinal) && type.StartsWith("Data", StringComparison.Ordinal);

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|NotImplementedException)\b")]
    private static partial Regex Unfinished();
}
