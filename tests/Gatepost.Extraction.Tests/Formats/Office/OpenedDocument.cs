using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>Opens octets as a worker does, in this process, and keeps what came out.</summary>
internal sealed class OpenedDocument
{
    private OpenedDocument(ExtractionAnswer answer, ImmutableArray<byte[]> members) => (Answer, Members) = (answer, members);

    public ExtractionAnswer Answer { get; }

    /// <summary>Octets by node; those of node n are the (n-1)th.</summary>
    public ImmutableArray<byte[]> Members { get; }

    public static OpenedDocument Of(byte[] octets, params string[] passwords)
    {
        var path = Directory.CreateTempSubdirectory("gatepost-office-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(path, JobFolder.InputName), octets);
            var request = new ExtractionRequest { Job = 1, Budget = new ExtractionBudget { Time = TimeSpan.FromMinutes(5) }, WantsText = true, Passwords = [.. passwords] };
            var answer = new FileOpener(FormatReaders.All()).Open(request, new JobFolder(path), default);
            ImmutableArray<byte[]> members = [.. answer.Nodes.Select((node, index) => node.IsStored ? File.ReadAllBytes(Path.Combine(path, $"{index + 1}")) : [])];
            return new OpenedDocument(answer, members);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }

    public string Text => string.Join('\n', Answer.Texts.Where(text => text.Kind == TextKind.Visible).Select(text => text.Text));

    public string HiddenText => string.Join('\n', Answer.Texts.Where(text => text.Kind == TextKind.Hidden).Select(text => text.Text));

    public string Properties => string.Join('\n', Answer.Texts.Where(text => text.Kind == TextKind.Property).Select(text => text.Text));

    public IEnumerable<string> Links => Answer.Links.Select(link => link.Url);

    public bool HasProblem(PartProblemKind kind) => Answer.Problems.Any(problem => problem.Kind == kind);

    public ExtractedNode? Find(string name) => Answer.Nodes.FirstOrDefault(node => node.Name == name);

    public byte[] OctetsOf(string name) => Members[Answer.Nodes.IndexOf(Find(name)!)];

    public string TextOf(string name) => Encoding.UTF8.GetString(OctetsOf(name));

    /// <summary>One line a fact, for messages of tests and for looking.</summary>
    public string Describe()
    {
        var lines = new StringBuilder().Append(Answer.TrueType).Append('\n');
        foreach (var node in Answer.Nodes)
            lines.Append(CultureInfo.InvariantCulture, $"  member <{node.Parent} {node.Name} {node.TrueType} {node.Size} file={node.IsFile} encrypted={node.IsEncrypted}\n");
        foreach (var text in Answer.Texts)
            lines.Append(CultureInfo.InvariantCulture, $"  text {text.Node} {text.Kind} {text.Text.Length}: {text.Text[..Math.Min(150, text.Text.Length)].ReplaceLineEndings("|")}\n");
        foreach (var link in Answer.Links)
            lines.Append(CultureInfo.InvariantCulture, $"  link {link.Node} {link.Carrier} {link.Url} ({link.Shown})\n");
        foreach (var problem in Answer.Problems)
            lines.Append(CultureInfo.InvariantCulture, $"  problem {problem.Node} {problem.Kind} {problem.Reason}\n");
        return lines.ToString();
    }
}
