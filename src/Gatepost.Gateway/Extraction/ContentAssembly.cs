using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Extraction;

/// <summary>Puts what files hold among the parts of their message: members behind their container, numbered as <see cref="MessagePart.Path"/> says.</summary>
internal sealed class ContentAssembly(IMessageParts parts)
{
    private readonly Dictionary<string, FileExtraction> _opened = new(StringComparer.Ordinal);
    private readonly List<PartProblem> _problems = [.. parts.Problems];
    private readonly ImmutableArray<PartText>.Builder _texts = ImmutableArray.CreateBuilder<PartText>();
    private readonly ImmutableArray<CarriedLink>.Builder _links = ImmutableArray.CreateBuilder<CarriedLink>();
    private readonly Dictionary<string, StoredMember> _members = new(StringComparer.Ordinal);
    private readonly HashSet<IExtractedMembers> _leases = [];

    /// <summary>Problems of one message, a few for each of its files; of each kind the first is always taken. A worker that was taken over could have ten thousand of each part.</summary>
    private const int MostProblems = 20_000;

    /// <summary>The octets of one of the message's own parts.</summary>
    public Stream Open(MessagePart part) => parts.Open(part);

    /// <summary>A part was not opened, because the message used up what it may.</summary>
    public void Unread(MessagePart part, string reason) => _problems.Add(new PartProblem(part.Path, PartProblemKind.LimitReached, reason));

    /// <summary>A part was not opened, because nobody could.</summary>
    public void NotTried(MessagePart part, string reason) => _problems.Add(new PartProblem(part.Path, PartProblemKind.NotTried, reason));

    /// <summary>Members are given back with the content, or when there will be none.</summary>
    public void Hold(FileExtraction extraction)
    {
        if (extraction.Members is { } members)
            _leases.Add(members);
    }

    /// <summary>Another answer takes the place of this one.</summary>
    public void GiveBack(FileExtraction extraction)
    {
        if (extraction.Members is { } members && _leases.Remove(members))
            members.Dispose();
    }

    /// <summary>There will be no content.</summary>
    public void GiveBack()
    {
        foreach (var lease in _leases)
            lease.Dispose();
    }

    /// <summary>A part was opened.</summary>
    public void Add(MessagePart part, FileExtraction extraction)
    {
        Hold(extraction);
        if (extraction.Answer is not null)
        {
            _opened[part.Path] = extraction;
            return;
        }
        _problems.Add(new PartProblem(part.Path, extraction.Outcome switch
        {
            ExtractionOutcome.TimedOut => PartProblemKind.LimitReached,
            ExtractionOutcome.Unavailable => PartProblemKind.NotTried,
            _ => PartProblemKind.Failed,
        }, extraction.Reason));
    }

    /// <summary>All parts.</summary>
    public IMessageParts ToContent()
    {
        if (_opened.Count == 0 && _problems.Count == parts.Problems.Length)
            return parts;
        var all = ImmutableArray.CreateBuilder<MessagePart>(parts.All.Length);
        foreach (var part in parts.All)
        {
            if (_opened.TryGetValue(part.Path, out var extraction))
                Insert(part, extraction, all);
            else
                all.Add(part);
        }
        return new ExtractedContent(
            parts, all.DrainToImmutable(), [.. _problems], _members.ToFrozenDictionary(StringComparer.Ordinal),
            [.. _leases])
        {
            Texts = _texts.DrainToImmutable(),
            Links = _links.DrainToImmutable(),
        };
    }

    private void Insert(MessagePart part, FileExtraction extraction, ImmutableArray<MessagePart>.Builder all)
    {
        var answer = extraction.Answer!;
        var nodes = ToParts(part with { TrueType = answer.TrueType }, answer);
        foreach (var node in InReadingOrder(answer))
            all.Add(nodes[node]);
        for (var node = 1; node < nodes.Length; node++)
        {
            if (answer.Nodes[node - 1].IsStored && extraction.Members is { } members)
                _members[nodes[node].Path] = new StoredMember(members, node);
        }
        foreach (var problem in answer.Problems)
            AddProblem(new PartProblem(nodes[problem.Node].Path, problem.Kind, problem.Reason));
        if (answer.IsOver && !answer.Problems.Any(problem => problem.Kind == PartProblemKind.LimitReached))
            AddProblem(new PartProblem(part.Path, PartProblemKind.LimitReached, "not all of it was opened"));
        _texts.AddRange(answer.Texts.Select(text => new PartText(nodes[text.Node].Path, text.Text, text.Kind)));
        _links.AddRange(answer.Links.Select(link => new CarriedLink(nodes[link.Node].Path, link.Url, link.Carrier, link.Shown)));
    }

    private void AddProblem(PartProblem problem)
    {
        if (_problems.Count < MostProblems || !_problems.Exists(one => one.Kind == problem.Kind))
            _problems.Add(problem);
    }

    /// <summary>Parents come before their children.</summary>
    private static MessagePart[] ToParts(MessagePart file, ExtractionAnswer answer)
    {
        var parts = new MessagePart[answer.Nodes.Length + 1];
        var children = new int[parts.Length];
        parts[0] = file;
        for (var index = 1; index < parts.Length; index++)
        {
            var node = answer.Nodes[index - 1];
            var parent = parts[node.Parent];
            parts[index] = new MessagePart
            {
                Path = string.Create(CultureInfo.InvariantCulture, $"{parent.Path}/{++children[node.Parent]}"),
                Parent = parent.Path,
                Name = node.Name,
                OtherNames = node.OtherNames,
                DeclaredType = node.DeclaredType,
                Charset = node.Charset,
                TrueType = node.TrueType,
                Size = node.Size,
                Sha256 = node.Sha256,
                Depth = parent.Depth + 1,
                IsMember = true,
                IsAttachment = node.IsFile,
                IsEncrypted = node.IsEncrypted,
            };
        }
        return parts;
    }

    /// <summary>Depth first, without recursion: a hostile answer may be a chain of thousands.</summary>
    private static IEnumerable<int> InReadingOrder(ExtractionAnswer answer)
    {
        var children = new List<int>?[answer.Nodes.Length + 1];
        for (var index = 1; index <= answer.Nodes.Length; index++)
            (children[answer.Nodes[index - 1].Parent] ??= []).Add(index);
        var waiting = new Stack<int>();
        waiting.Push(0);
        while (waiting.TryPop(out var node))
        {
            yield return node;
            for (var index = (children[node]?.Count ?? 0) - 1; index >= 0; index--)
                waiting.Push(children[node]![index]);
        }
    }
}
