using System.Globalization;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Inspection;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary>
/// Draws what a message holds as a tree: each part with its true type, size and hash, and below it what was found in it and where its links lead.
/// </summary>
internal sealed class CheckPartTree(CommandIo io, MessageInspection inspection)
{
    /// <summary>Links of one part; a newsletter has hundreds, and <c>--json</c> lists all.</summary>
    private const int ShownLinks = 8;

    /// <summary>A hash is shown to be recognised and looked up; ten digits are met twice in no mailbox.</summary>
    private const int HashDigits = 10;

    /// <summary>Branches of deeper nodes are not drawn further in: twenty archives within each other would leave no room for their names.</summary>
    private const int DeepestIndent = 12;

    private readonly ILookup<string?, MessagePart> _children = inspection.Parts.ToLookup(part => part.Parent);
    private readonly ILookup<string?, Finding> _findings = inspection.Findings.ToLookup(finding => finding.Part);
    private readonly ILookup<string, MessageLink> _links = inspection.Links.ToLookup(link => link.Part);

    public void Write()
    {
        var lines = Lines();
        var branch = Longest(lines, line => line.Branch + line.Name, Math.Max(24, io.Width / 2));
        var kind = Longest(lines, line => line.Kind, 34);
        var size = Longest(lines, line => line.Size, 10);
        foreach (var line in lines)
        {
            if (line.Note is { } note)
                io.Out.WriteLine("  " + io.Palette.Faint(line.Branch) + note);
            else
                WritePart(line, branch, kind, size);
        }
    }

    private void WritePart(Line line, int branch, int kind, int size)
    {
        var room = branch - TerminalText.Width(line.Branch);
        var name = TerminalText.Fit(line.Name, Math.Max(8, room));
        var text = "  " + io.Palette.Faint(line.Branch) + io.Palette.Strong(name) + Blanks(room - TerminalText.Width(name)) + "  "
            + Padded(TerminalText.Fit(line.Kind, kind), kind, line.Paint ?? (words => words)) + "  " + Blanks(size - line.Size.Length) + line.Size + "  " + io.Palette.Faint(line.Hash);
        io.Out.WriteLine(text.TrimEnd());
    }

    /// <summary>Depth first with a stack of its own: what a message holds may be nested as deep as it likes.</summary>
    private List<Line> Lines()
    {
        var lines = new List<Line>();
        var waiting = new Stack<(MessagePart Part, string Indent, bool IsLast)>();
        var paths = inspection.Parts.Select(part => part.Path).ToHashSet(StringComparer.Ordinal);
        Push(waiting, [.. inspection.Parts.Where(part => part.Parent is null || !paths.Contains(part.Parent))], "");
        while (waiting.TryPop(out var next))
        {
            var (part, indent, isLast) = next;
            var children = _children[part.Path].ToArray();
            lines.Add(Describe(part, indent + (isLast ? "└─ " : "├─ ")));
            var below = indent.Length >= 3 * DeepestIndent ? indent : indent + (isLast ? "   " : "│  ");
            var margin = below + (children.Length > 0 ? "│  " : "   ");
            lines.AddRange(Notes(part).Select(note => new Line(margin, "", "", "", "") { Note = note(io.Width - 2 - TerminalText.Width(margin)) }));
            Push(waiting, children, below);
        }
        return lines;
    }

    private static void Push(Stack<(MessagePart Part, string Indent, bool IsLast)> waiting, MessagePart[] parts, string indent)
    {
        for (var index = parts.Length - 1; index >= 0; index--)
            waiting.Push((parts[index], indent, index == parts.Length - 1));
    }

    private Line Describe(MessagePart part, string branch)
    {
        var type = part.TrueType is { } name ? FileTypeCatalogue.Find(name) : null;
        var kind = type is null || type == FileTypeCatalogue.Unknown ? part.DeclaredType ?? "not read" : type.Name;
        if (part.IsEncrypted)
            kind += ", encrypted";
        return new Line(
            branch, part.Name is null ? part.Path : $"{part.Path} {part.Name}", kind, part.Size is { } size ? SizeText.Format(size) : "", part.Sha256 is { } hash ? hash[..HashDigits] : "")
        {
            Paint = type is { IsActive: true } ? io.Palette.Bad : part.IsEncrypted ? io.Palette.Warning : null,
        };
    }

    /// <summary>Each note is cut to the room that it gets.</summary>
    private IEnumerable<Func<int, string>> Notes(MessagePart part)
    {
        foreach (var finding in _findings[part.Path])
            yield return room => io.Palette.Bad(TerminalText.Fit($"! {KebabWord.Of(finding.Category)}: {finding.Name}", room));
        var links = _links[part.Path].ToArray();
        foreach (var link in links.Take(ShownLinks))
        {
            var shown = link.Shown is { Length: > 0 } text && text != link.Url ? $" shown as \"{text}\"" : "";
            yield return room => "→ " + TerminalText.Fit(link.Url + shown, room - 2);
        }
        if (links.Length > ShownLinks)
            yield return _ => io.Palette.Faint(string.Create(CultureInfo.InvariantCulture, $"→ and {links.Length - ShownLinks} more (--json lists all)"));
    }

    private static int Longest(List<Line> lines, Func<Line, string> text, int most) =>
        Math.Min(most, lines.Where(line => line.Note is null).Select(line => TerminalText.Width(TerminalText.Clean(text(line)))).DefaultIfEmpty().Max());

    private static string Padded(string text, int width, Func<string, string> paint) => paint(text) + Blanks(width - TerminalText.Width(text));

    private static string Blanks(int count) => new(' ', Math.Max(0, count));

    /// <summary>A part, or a note below one.</summary>
    private sealed record Line(string Branch, string Name, string Kind, string Size, string Hash)
    {
        public string? Note { get; init; }

        public Func<string, string>? Paint { get; init; }
    }
}
