using System.Xml;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>What the parts of a package refer to outside (ECMA-376 part 2, 6.5): by part and by id. Each target is stated once: by the part that shows words for it, or else by itself.</summary>
internal sealed class PackageRelations
{
    // A sheet has 65,530 links at most; more than the budget of links are not stated anyway.
    private const int Relations = 20_000;

    private readonly Dictionary<(string Part, string Id), string> _outside = [];
    private readonly List<(string Part, string Id)> _order = [];
    private readonly HashSet<(string Part, string Id)> _stated = [];
    private readonly HashSet<string> _macroSheets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes the relations of one part.</summary>
    public void Read(string part, XmlReader xml, CancellationToken cancellationToken)
    {
        while (xml.ReadNode() && _order.Count < Relations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "Relationship")
                Add(part, xml);
        }
    }

    /// <summary>States a target with the words that are shown for it.</summary>
    public void State(FormatOutput output, string part, string? id, string? shown)
    {
        var key = (part.ToLowerInvariant(), id ?? "");
        if (_outside.TryGetValue(key, out var target) && (_stated.Add(key) || !string.IsNullOrWhiteSpace(shown)))
            output.Link(target, "ooxml", string.IsNullOrWhiteSpace(shown) ? null : shown.Trim());
    }

    /// <summary>States what no part has shown: templates, pictures, frames and objects that are fetched when the document is opened.</summary>
    public void StateRest(FormatOutput output)
    {
        foreach (var key in _order)
            State(output, key.Part, key.Id, null);
    }

    /// <summary>The name of a macro sheet of Excel 4, whatever its part is called; null for every other part.</summary>
    public string? MacroSheetOf(string part) => _macroSheets.Contains(Path.GetFileName(part)) ? Path.GetFileNameWithoutExtension(part) : null;

    /// <summary>The part that a file of relations is for, or null where the name is none: <c>word/_rels/document.xml.rels</c>.</summary>
    public static string? PartOf(string name)
    {
        var folder = name.LastIndexOf("_rels/", StringComparison.OrdinalIgnoreCase);
        return folder < 0 || !name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase) ? null : (name[..folder] + name[(folder + 6)..^5]).ToLowerInvariant();
    }

    private void Add(string part, XmlReader xml)
    {
        if (xml.Attribute("Target") is not { Length: > 0 } target)
            return;
        if (xml.Attribute("Type") is { } type && type.EndsWith("Macrosheet", StringComparison.OrdinalIgnoreCase))
            _macroSheets.Add(Path.GetFileName(target));
        // Without its mode a target is within the package; an address all the same leads outside.
        var isOutside = string.Equals(xml.Attribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase) || target.Contains("://", StringComparison.Ordinal);
        var key = (part, xml.Attribute("Id") ?? "");
        if (isOutside && _outside.TryAdd(key, target))
            _order.Add(key);
    }
}
