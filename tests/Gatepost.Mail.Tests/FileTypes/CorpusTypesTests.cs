using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.FileTypes;

/// <summary>What people write to each other is not taken for something that runs.</summary>
public sealed class CorpusTypesTests
{
    [Fact]
    public void Letters_are_neither_programs_nor_scripts()
    {
        var letters = 0;
        var (active, wrong) = (new List<string>(), new List<string>());
        foreach (var (name, octets) in CorpusArchive.Files("spamassassin").Where(file => file.Name.Contains("ham", StringComparison.Ordinal)))
        {
            foreach (var part in MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), CancellationToken.None).All.Where(part => part is { DeclaredType: "text/plain", IsAttachment: false, Size: > 0 }))
            {
                letters++;
                // Signed and encrypted letters are what they are.
                if (FileTypeCatalogue.Find(part.TrueType!) is { Family: not (FileFamily.Text or FileFamily.Certificate) } type)
                    (type.IsActive ? active : wrong).Add($"{name} {part.Path}: {type.Name}");
            }
        }
        Assert.True(letters > 1_000, $"{letters} letters");
        Assert.True(active.Count == 0, string.Join(", ", active));
        // Damaged ones, and a page that says it is plain.
        Assert.True(wrong.Count <= letters / 400, $"{wrong.Count} of {letters}: {string.Join(", ", wrong)}");
    }
}
