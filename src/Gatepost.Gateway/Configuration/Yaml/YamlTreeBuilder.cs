using System.Collections.Immutable;
using System.Globalization;
using YamlDotNet.Core.Events;

namespace Gatepost.Gateway.Configuration.Yaml;

/// <summary>Turns parser events into nodes with a stack of its own, so that nesting costs no call stack.</summary>
internal sealed class YamlTreeBuilder(ConfigurationErrors errors, YamlLimits limits)
{
    private readonly Stack<Frame> _open = new();
    private int _nodes;
    private int _documents;
    private bool _stopped;

    public YamlNode? Root { get; private set; }

    public bool WantsMore => !_stopped;

    public void Add(ParsingEvent current)
    {
        switch (current)
        {
            case DocumentStart start when ++_documents > 1:
                Stop(start, "a second document begins here, expected one");
                break;
            case DocumentEnd when Root is null:
                Root = new YamlMapping("", 1, 1, []);
                break;
            case AnchorAlias alias:
                Refuse(alias, $"\"*{alias.Value}\" is an alias; aliases are not read, write the value out (a text that begins with * needs quotes)");
                // Read on as the text that was probably meant: "*.exe" without quotes.
                Place(Scalar(alias, "*" + alias.Value, isQuoted: true));
                break;
            case Scalar scalar:
                RefuseExtras(scalar);
                AddScalar(scalar);
                break;
            case SequenceStart or MappingStart:
                RefuseExtras((NodeEvent)current);
                Open((NodeEvent)current);
                break;
            case SequenceEnd or MappingEnd:
                Close();
                break;
            case StreamEnd:
                Root ??= new YamlMapping("", 1, 1, []);
                break;
        }
    }

    private void AddScalar(Scalar scalar)
    {
        if (!Counts(scalar))
            return;
        var isQuoted = scalar.Style is not (YamlDotNet.Core.ScalarStyle.Plain or YamlDotNet.Core.ScalarStyle.Any);
        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
            frame.Key = Key(frame, scalar, isQuoted);
        else
            Place(Scalar(scalar, scalar.Value, isQuoted));
    }

    private YamlScalar Key(Frame frame, Scalar scalar, bool isQuoted)
    {
        var key = new YamlScalar(Join(frame.Path, scalar.Value), Line(scalar), Column(scalar), scalar.Value, isQuoted);
        frame.IsDuplicate = !frame.Keys.Add(scalar.Value);
        if (frame.IsDuplicate)
            errors.Add(key, "this key stands twice in its group; remove one");
        return key;
    }

    private void Open(NodeEvent start)
    {
        if (!Counts(start))
            return;
        if (_open.Count >= limits.Depth)
        {
            Stop(start, string.Create(CultureInfo.InvariantCulture, $"nested deeper than {limits.Depth} levels"));
            return;
        }
        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            Stop(start, "a list or a group stands where a key is expected");
            return;
        }
        _open.Push(new Frame(NextPath(), Line(start), Column(start), start is MappingStart));
    }

    private void Close()
    {
        var frame = _open.Pop();
        Place(frame.IsMapping
            ? new YamlMapping(frame.Path, frame.Line, frame.Column, [.. frame.Entries])
            : new YamlSequence(frame.Path, frame.Line, frame.Column, [.. frame.Items]));
    }

    private void Place(YamlNode node)
    {
        if (!_open.TryPeek(out var frame))
        {
            Root = node;
        }
        else if (!frame.IsMapping)
        {
            frame.Items.Add(node);
        }
        else if (frame.Key is { } key)
        {
            if (!frame.IsDuplicate)
                frame.Entries.Add(new YamlEntry(key, node));
            frame.Key = null;
        }
        else
        {
            frame.Key = node as YamlScalar;
        }
    }

    private YamlScalar Scalar(ParsingEvent at, string text, bool isQuoted) => new(NextPath(), Line(at), Column(at), text, isQuoted);

    private string NextPath() => !_open.TryPeek(out var frame) ? ""
        : frame.IsMapping ? frame.Key?.Path ?? frame.Path
        : string.Create(CultureInfo.InvariantCulture, $"{frame.Path}[{frame.Items.Count}]");

    private static string Join(string path, string key) => path.Length == 0 ? key : path + "." + key;

    private void RefuseExtras(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
            Refuse(node, $"\"&{node.Anchor.Value}\" is an anchor; anchors are not read, remove it");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            Refuse(node, $"\"{node.Tag.Value}\" is a tag; tags are not read, remove it");
    }

    private bool Counts(ParsingEvent node)
    {
        if (++_nodes > limits.Nodes)
            Stop(node, string.Create(CultureInfo.InvariantCulture, $"more than {limits.Nodes} values"));
        return !_stopped;
    }

    private void Refuse(ParsingEvent at, string message) => errors.Add(Line(at), Column(at), NextPath(), message);

    private void Stop(ParsingEvent at, string message)
    {
        Refuse(at, message);
        _stopped = true;
        Root = null;
    }

    private static int Line(ParsingEvent at) => (int)at.Start.Line;

    private static int Column(ParsingEvent at) => (int)at.Start.Column;

    private sealed class Frame(string path, int line, int column, bool isMapping)
    {
        public string Path { get; } = path;
        public int Line { get; } = line;
        public int Column { get; } = column;
        public bool IsMapping { get; } = isMapping;
        public List<YamlNode> Items { get; } = [];
        public ImmutableArray<YamlEntry>.Builder Entries { get; } = ImmutableArray.CreateBuilder<YamlEntry>();
        public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);
        public YamlScalar? Key { get; set; }
        public bool IsDuplicate { get; set; }
    }
}
