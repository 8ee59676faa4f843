using System.Collections.Immutable;
using System.Text;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Tests;

/// <summary>What came of opening a file, with the octets of its members.</summary>
internal sealed record Opening(ExtractionAnswer Answer, ImmutableArray<byte[]> Octets)
{
    private static readonly FormatReaders Readers = FormatReaders.All();

    // Thousands of small folders: a disk would take minutes.
    private static readonly string Root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>The members.</summary>
    public ImmutableArray<ExtractedNode> Nodes => Answer.Nodes;

    /// <summary>What could not be read.</summary>
    public ImmutableArray<ExtractedProblem> Problems => Answer.Problems;

    /// <summary>The names of the members.</summary>
    public IEnumerable<string?> Names => Nodes.Select(node => node.Name);

    /// <summary>Lets the readers of one type read a file, and opens none of its members.</summary>
    public static Opening ReadAs(string type, byte[] octets, string? name = null, ExtractionBudget? budget = null, params string[] passwords) =>
        In(octets, name, budget, passwords, (request, folder) =>
        {
            using var job = new ExtractionJob(request, folder, CancellationToken.None);
            var known = FileTypeCatalogue.Find(type) ?? new FileType(type, FileFamily.Archive, type);
            job.Refine(0, type);
            foreach (var reader in Readers.For(type))
            {
                using var content = new MemoryStream(octets, writable: false);
                reader.Read(new OpenedFile { Content = content, Length = octets.Length, Type = known, Name = name, Passwords = request.Passwords }, new FormatOutput(job, 0), CancellationToken.None);
            }
            return job.ToAnswer();
        });

    /// <summary>The same for damaged files: what a reader throws is a problem, as it is to the opener.</summary>
    public static Opening OpenAs(string type, byte[] octets) => In(octets, null, null, [], (request, folder) =>
    {
        using var job = new ExtractionJob(request, folder, CancellationToken.None);
        try
        {
            using var content = new MemoryStream(octets, writable: false);
            foreach (var reader in Readers.For(type))
                reader.Read(new OpenedFile { Content = content, Length = octets.Length, Type = new FileType(type, FileFamily.Archive, type) }, new FormatOutput(job, 0), CancellationToken.None);
        }
        catch (Exception error)
        {
            job.AddProblem(0, PartProblemKind.Unread, error.GetType().Name);
        }
        return job.ToAnswer();
    });

    /// <summary>Opens a file by its true type, and everything within it.</summary>
    public static Opening OpenAll(byte[] octets, string? name = null, ExtractionBudget? budget = null, params string[] passwords) =>
        In(octets, name, budget, passwords, (request, folder) => new FileOpener(Readers).Open(request, folder, CancellationToken.None));

    /// <summary>A member as text.</summary>
    public string Text(int node) => Encoding.UTF8.GetString(Octets[node]);

    private static Opening In(byte[] octets, string? name, ExtractionBudget? budget, string[] passwords, Func<ExtractionRequest, JobFolder, ExtractionAnswer> open)
    {
        var path = Directory.CreateDirectory(Path.Combine(Root, $"gatepost-opening-{Guid.NewGuid():n}")).FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(path, JobFolder.InputName), octets);
            var request = new ExtractionRequest { Job = 1, Name = name, Passwords = [.. passwords], Budget = budget ?? new ExtractionBudget(), WantsText = true };
            var answer = open(request, new JobFolder(path));
            return new Opening(answer, [.. answer.Nodes.Select((node, at) => node.IsStored ? File.ReadAllBytes(Path.Combine(path, $"{at + 1}")) : [])]);
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
