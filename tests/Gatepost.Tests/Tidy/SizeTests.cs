using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatepost.Tests.Tidy;

/// <summary>
/// Small rooms. A file is comfortable below 150 lines and asks for thought at 300, a method below 20 and at 40: where thought ends with "it is right as it
/// is", the hard bounds here still hold. Generated migrations are left out.
/// </summary>
public sealed class SizeTests
{
    private const int MaxFileLines = 300;
    private const int MaxTestFileLines = 400;
    private const int MaxMethodLines = 60;

    [Fact]
    public void No_source_file_is_longer_than_its_bound()
    {
        var tooLong = Sources()
            .Select(path => (path, lines: Repository.Read(path).AsSpan().Count('\n')))
            .Where(file => file.lines > (file.path.StartsWith("src/", StringComparison.Ordinal) ? MaxFileLines : MaxTestFileLines))
            .Select(file => $"{file.path}: {file.lines} lines");
        Assert.Empty(tooLong);
    }

    [Fact]
    public void No_method_is_longer_than_its_bound()
    {
        var tooLong = Sources("src").SelectMany(path => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot()
            .DescendantNodes()
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax)
            .Select(node => (node, lines: Lines(node)))
            .Where(method => method.lines > MaxMethodLines)
            .Select(method => $"{path}: {Name(method.node)} has {method.lines} lines"));
        Assert.Empty(tooLong);
    }

    private static IEnumerable<string> Sources(params string[] folders) => Repository
        .Sources(folders.Length > 0 ? folders : ["src", "tests", "bench", "fuzz"])
        .Where(path => !path.Contains("/Migrations/", StringComparison.Ordinal));

    private static int Lines(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        _ => node.Kind().ToString(),
    };
}
