using System.Globalization;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Formats.Archives.Packed;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Jobs;

/// <summary>Opens a file and everything within it, depth first, with a stack of its own instead of the thread's. Nothing that a reader throws leaves it.</summary>
internal sealed class FileOpener(FormatReaders readers)
{
    /// <summary>Files up to this many octets are read into memory, where readers jump about at no cost; larger ones are read from the folder.</summary>
    private const int InMemoryOctets = 1_048_576;

    /// <summary>Opens.</summary>
    public ExtractionAnswer Open(ExtractionRequest request, IJobFolder folder, CancellationToken cancellationToken)
    {
        using var job = new ExtractionJob(request, folder, cancellationToken);
        try
        {
            OpenAll(job, request);
        }
        catch (OperationCanceledException)
        {
            job.End(0, string.Create(CultureInfo.InvariantCulture, $"opening took longer than {request.Budget.Time.TotalSeconds} seconds"));
        }
        return job.ToAnswer();
    }

    private void OpenAll(ExtractionJob job, ExtractionRequest request)
    {
        var input = Describe(job.Folder);
        job.Refine(0, input.Type.Name);
        var opened = new HashSet<(string Sha256, string Type, string? Name)>();
        var waiting = new Stack<Waiting>();
        waiting.Push(new Waiting(0, FileClaims.TakenFor(input.Type, request.Name, request.DeclaredType), request.Name, input.Sha256, null));
        while (!job.IsOver && waiting.TryPop(out var next))
        {
            job.CancellationToken.ThrowIfCancellationRequested();
            var first = job.Count + 1;
            Read(job, request, next);
            // Pushed backwards, so that the first member is opened first.
            for (var node = job.Count; node >= first; node--)
            {
                if (ToWaiting(job, node, next, opened) is { } child)
                    waiting.Push(child);
            }
        }
    }

    private Waiting? ToWaiting(ExtractionJob job, int node, Waiting container, HashSet<(string Sha256, string Type, string? Name)> opened)
    {
        var member = job[node];
        if (!member.IsStored || member.Size is 0 || FileTypeCatalogue.Find(member.TrueType!) is not { } told || FileClaims.TakenFor(told, member.Name, member.DeclaredType) is not { } type || !readers.Reads(type.Name))
            return null;
        if (member.Sha256 is { } same && container.IsWithin(same))
        {
            // No honest file does: programs that open it go on for ever.
            job.AddProblem(node, PartProblemKind.LimitReached, "a container that holds itself");
            return null;
        }
        if (container.Depth + 1 >= job.Budget.Depth)
        {
            job.AddProblem(node, PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"more than {job.Budget.Depth} containers within each other"));
            return null;
        }
        // The same octets, taken for the same, hold the same: they are opened once.
        return member.Sha256 is { } hash && !opened.Add((hash, type.Name, DecidesName(member.Name) ? member.Name : null)) ? null : new Waiting(node, type, member.Name, member.Sha256, container);
    }

    /// <summary>True where what a packed file holds is named after the file: script.js.gz must not hide behind the same octets as readme.txt.gz.</summary>
    private static bool DecidesName(string? name) => PackedNames.Inner(name) is not null || name?.EndsWith('_') == true;

    private void Read(ExtractionJob job, ExtractionRequest request, Waiting next)
    {
        var output = new FormatOutput(job, next.Node);
        using var content = OpenContent(job.Folder, next.Node);
        foreach (var reader in readers.For(next.Type.Name))
        {
            content.Position = 0;
            var file = new OpenedFile
            {
                Content = content,
                Length = content.Length,
                Type = next.Type,
                Name = next.Name,
                Depth = next.Depth,
                Passwords = request.Passwords,
            };
            try
            {
                reader.Read(file, output, job.CancellationToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // Readers and their libraries throw what they like at damaged files; what they said before that stays.
                output.Problem(PartProblemKind.Unread, $"damaged, or no {next.Type.Description} ({VisibleText.OneLine(error.GetType().Name, 60)})");
            }
            if (output.IsOver)
                return;
        }
    }

    private static Stream OpenContent(IJobFolder folder, int node)
    {
        var file = folder.Open(node);
        if (file.Length > InMemoryOctets)
            return file;
        using (file)
        {
            var octets = new byte[file.Length];
            file.ReadExactly(octets);
            return new MemoryStream(octets, writable: false);
        }
    }

    private static (FileType Type, string Sha256) Describe(IJobFolder folder)
    {
        using var file = folder.Open(0);
        using var meter = new MemberMeter();
        var block = new byte[65_536];
        while (file.Read(block) is var read and > 0)
            meter.Append(block.AsSpan(0, read));
        return meter.Finish();
    }

    private sealed record Waiting(int Node, FileType Type, string? Name, string? Sha256, Waiting? Container)
    {
        public int Depth { get; } = Container is null ? 0 : Container.Depth + 1;

        public bool IsWithin(string sha256)
        {
            for (var level = this; level is not null; level = level.Container)
            {
                if (level.Sha256 == sha256)
                    return true;
            }
            return false;
        }
    }
}
