using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Gatepost.Extraction.Formats;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Jobs;

/// <summary>One file and all that it holds: what was seen so far, and what is left of the budget. Used once, on one thread.</summary>
internal sealed class ExtractionJob(ExtractionRequest request, IJobFolder folder, CancellationToken cancellationToken) : IDisposable
{
    private readonly List<ExtractedNode> _nodes = [];
    private readonly ImmutableArray<ExtractedText>.Builder _texts = ImmutableArray.CreateBuilder<ExtractedText>();
    private readonly ImmutableArray<ExtractedLink>.Builder _links = ImmutableArray.CreateBuilder<ExtractedLink>();
    private readonly ImmutableArray<ExtractedProblem>.Builder _problems = ImmutableArray.CreateBuilder<ExtractedProblem>();
    private readonly HashSet<(int, PartProblemKind, string)> _said = [];
    private readonly HashSet<PartProblemKind> _kinds = [];
    private readonly MemberMeter _meter = new();
    private readonly TimeSpan _cpuStart = ProcessorTime();
    private string _trueType = FileTypeCatalogue.Unknown.Name;
    private int _textOctets;

    /// <summary>Problems of one message: a damaged archive could have one for each of its members.</summary>
    private const int MaxProblems = 1_000;

    // The gateway takes no longer ones, and with one of those nothing of the answer.
    private const int LinkCharacters = 65_536;
    private const int ReasonCharacters = 1_000;

    /// <summary>Bounds, as they were at the start of the job.</summary>
    public ExtractionBudget Budget => request.Budget;

    /// <summary>Fires at the end of the time.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Processor time that the job took so far: the worker does nothing else meanwhile.</summary>
    public TimeSpan ProcessorTimeSpent => ProcessorTime() - _cpuStart;

    /// <summary>True when nothing more is taken of this message.</summary>
    public bool IsOver { get; private set; }

    /// <summary>True when texts and links are wanted.</summary>
    public bool WantsText => request.WantsText;

    /// <summary>Octets unpacked so far.</summary>
    public long Unpacked { get; private set; }

    /// <summary>How many members there are.</summary>
    public int Count => _nodes.Count;

    /// <summary>The node of a number above 0.</summary>
    public ExtractedNode this[int node] => _nodes[node - 1];

    /// <summary>Where the members lie.</summary>
    public IJobFolder Folder => folder;

    /// <summary>What was found.</summary>
    public ExtractionAnswer ToAnswer() => new()
    {
        TrueType = _trueType,
        Nodes = [.. _nodes],
        Texts = _texts.ToImmutable(),
        Links = _links.ToImmutable(),
        Problems = _problems.ToImmutable(),
        Unpacked = Unpacked,
        IsOver = IsOver,
    };

    /// <summary>Sets the true type of a node; 0 is the file itself.</summary>
    public void Refine(int node, string type)
    {
        if (node == 0)
            _trueType = type;
        else
            _nodes[node - 1] = _nodes[node - 1] with { TrueType = type };
    }

    /// <summary>Marks a node as behind a password.</summary>
    public void MarkEncrypted(int node)
    {
        if (node > 0)
            _nodes[node - 1] = _nodes[node - 1] with { IsEncrypted = true };
    }

    /// <summary>States a problem, each once.</summary>
    public void AddProblem(int node, PartProblemKind kind, string reason)
    {
        // The first of a kind is always taken: a flood of small oddities must not keep quiet that something was not opened.
        if ((_problems.Count < MaxProblems || _kinds.Add(kind)) && _said.Add((node, kind, reason)))
        {
            _kinds.Add(kind);
            _problems.Add(new ExtractedProblem(node, kind, Cut(reason, ReasonCharacters)!));
        }
    }

    /// <summary>Nothing more is taken of this message, for a reason that is stated.</summary>
    public void End(int node, string reason)
    {
        IsOver = true;
        AddProblem(node, PartProblemKind.LimitReached, reason);
    }

    /// <summary>Takes a text, cut at the bound of all texts.</summary>
    public void AddText(int node, TextKind kind, string text)
    {
        if (!request.WantsText || string.IsNullOrWhiteSpace(text))
            return;
        var left = Budget.TextOctets - _textOctets;
        var octets = Encoding.UTF8.GetByteCount(text);
        if (octets > left)
        {
            AddProblem(node, PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"more than {Budget.TextOctets} octets of text in the files of one message"));
            // Octets are at most three times the characters.
            text = text[..Math.Min(text.Length, Math.Max(0, left / 3))];
            octets = Encoding.UTF8.GetByteCount(text);
        }
        _textOctets += octets;
        if (text.Length > 0)
            _texts.Add(new ExtractedText(node, kind, text));
    }

    /// <summary>Takes a link.</summary>
    public void AddLink(int node, string url, string carrier, string? shown)
    {
        if (!request.WantsText || string.IsNullOrWhiteSpace(url))
            return;
        if (url.Length > LinkCharacters)
            AddProblem(node, PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"a link of more than {LinkCharacters} characters"));
        if (_links.Count < Budget.Links)
            _links.Add(new ExtractedLink(node, Cut(url, LinkCharacters)!, carrier, Cut(shown, LinkCharacters)));
        else
            AddProblem(node, PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"more than {Budget.Links} links in the files of one message"));
    }

    /// <summary>Lists a member whose octets are not read, and gives its number.</summary>
    public int AddNode(int parent, MemberEntry entry, string? trueType)
    {
        _nodes.Add(NodeNames.Clean(parent, entry) with { TrueType = trueType });
        if (_nodes.Count >= Budget.Files)
            End(_nodes.Count, string.Create(CultureInfo.InvariantCulture, $"more than {Budget.Files} files in one message"));
        return _nodes.Count;
    }

    /// <summary>Lists a member whose octets are about to come.</summary>
    public MemberTarget OpenMember(int parent, MemberEntry entry) => new(this, AddNode(parent, entry, null), entry, _meter);

    /// <summary>Counts unpacked octets of a member; false, with the problem stated, where they are too many for the message.</summary>
    public bool TrySpend(int node, int octets)
    {
        Unpacked += octets;
        if (Unpacked <= Budget.AllOctets)
            return true;
        End(node, string.Create(CultureInfo.InvariantCulture, $"more than {Budget.AllOctets} octets unpacked from one message"));
        return false;
    }

    /// <summary>Replaces what is known of a node.</summary>
    public void Set(int node, ExtractedNode value) => _nodes[node - 1] = value;

    public void Dispose() => _meter.Dispose();

    private static string? Cut(string? text, int characters) => text is null || text.Length <= characters ? text : text[..characters];

    private static TimeSpan ProcessorTime() => OperatingSystem.IsLinux() ? Environment.CpuUsage.TotalTime : TimeSpan.Zero;
}
