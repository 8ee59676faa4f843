using System.Xml.Linq;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gatepost.Tests.Tidy;

/// <summary>The walls between projects (architecture, "Projects"): who may see whom, and which package may be used where.</summary>
public sealed class WallTests
{
    private static readonly Dictionary<string, string[]> MaySee = new()
    {
        ["Gatepost.Mail"] = [],
        ["Gatepost.Extraction"] = ["Gatepost.Mail"],
        ["Gatepost.Gateway"] = ["Gatepost.Mail"],
        ["Gatepost.Storage"] = ["Gatepost.Gateway"],
        ["Gatepost.Web"] = ["Gatepost.Gateway"],
        ["Gatepost"] = ["Gatepost.Web", "Gatepost.Storage", "Gatepost.Extraction"],
    };

    [Fact]
    public void Projects_see_only_what_the_architecture_allows()
    {
        foreach (var (name, project) in Projects())
        {
            var references = project.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));
            Assert.All(references, reference => Assert.Contains(reference, MaySee[name]));
        }
    }

    [Fact]
    public void Every_project_is_in_the_architecture() => Assert.All(Projects(), project => Assert.Contains(project.Name, MaySee.Keys));

    [Fact]
    public void Mail_knows_no_hosting_no_database_and_no_container()
    {
        var mail = Projects().Single(project => project.Name == "Gatepost.Mail").Project;
        Assert.Empty(mail.Descendants("FrameworkReference"));
        Assert.Empty(NamespacesUsed("src/Gatepost.Mail").Where(ns =>
            ns.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            || ns.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal)
            || ns.StartsWith("Microsoft.Extensions.Hosting", StringComparison.Ordinal)
            || ns.StartsWith("Microsoft.Data", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("src/Gatepost.Gateway", "Microsoft.EntityFrameworkCore")]
    [InlineData("src/Gatepost.Gateway", "Microsoft.Data.Sqlite")]
    [InlineData("src/Gatepost.Web", "Microsoft.EntityFrameworkCore")]
    [InlineData("src/Gatepost.Storage", "YamlDotNet")]
    [InlineData("src/Gatepost.Mail", "YamlDotNet")]
    public void A_package_does_not_spread(string folder, string package) =>
        Assert.DoesNotContain(NamespacesUsed(folder), ns => ns.StartsWith(package, StringComparison.Ordinal));

    [Fact]
    public void Namespaces_follow_folders()
    {
        var bad = Repository.Sources("src").Select(path => (path, declared: NamespaceOf(path)))
            .Where(file => file.declared is not null && !file.path.Contains("/Migrations/", StringComparison.Ordinal))
            .Where(file => file.declared != Expected(file.path))
            .Select(file => $"{file.path} declares {file.declared}");
        Assert.Empty(bad);
    }

    private static string Expected(string path) =>
        Path.GetDirectoryName(path)!["src/".Length..].Replace('/', '.');

    private static string? NamespaceOf(string path) => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot()
        .DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    private static IEnumerable<string> NamespacesUsed(string folder) => Repository.Sources(folder)
        .SelectMany(path => CSharpSyntaxTree.ParseText(Repository.Read(path)).GetRoot().DescendantNodes().OfType<UsingDirectiveSyntax>())
        .Select(directive => directive.Name?.ToString() ?? "").Distinct();

    private static IEnumerable<(string Name, XDocument Project)> Projects() => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .Select(path => (Path.GetFileNameWithoutExtension(path), XDocument.Load(path)));
}
