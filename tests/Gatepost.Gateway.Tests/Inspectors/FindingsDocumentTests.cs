using System.Reflection;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Inspectors.TestStrings;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Inspectors;

public sealed class FindingsDocumentTests
{
    [Fact]
    public void Every_name_of_ours_is_explained_to_administrators()
    {
        var document = File.ReadAllText(Path.Combine(Requirement.RepositoryRoot(), "docs", "findings.md"));
        string[] names =
        [
            .. Constants(typeof(UnscannableNames)), .. Constants(typeof(AttachmentFindings)), ContentFindings.Malformed, ContentFindings.Encrypted,
            TestStringsInspector.EicarName, TestStringsInspector.GtubeName,
        ];
        Assert.True(names.Length >= 18);
        Assert.All(names, name => Assert.Contains($"| `{name}` |", document, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);
}
