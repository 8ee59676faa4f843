using Gatepost.Gateway.Inspection;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Names parts and lists in sentences. What the sender chose is cleaned and cut, since it ends in logs and replies.</summary>
internal static class PartWords
{
    private const int ShownCharacters = 100;
    private const int ShownItems = 3;

    /// <summary><c>part 2/1 (eicar.zip/eicar.com)</c>, or <c>the message</c> for null.</summary>
    public static string Part(MessageInspection inspection, string? path)
    {
        if (path is null)
            return "the message";
        var names = Names(inspection, path);
        return names.Length == 0 ? $"part {path}" : $"part {path} ({names})";
    }

    /// <summary><c>EICAR_TEST_FILE found by test-strings in part 2 (eicar.zip)</c>.</summary>
    public static string Finding(MessageInspection inspection, Finding finding) =>
        $"{Clean(finding.Name)} found by {finding.Inspector} in {Part(inspection, finding.Part)}";

    /// <summary>The file name that a reader knows, or <c>part 2</c> where there is none.</summary>
    public static string File(MessagePart part) => part.Name is { Length: > 0 } name ? Clean(name) : $"part {part.Path}";

    /// <summary>The same by path.</summary>
    public static string File(MessageInspection inspection, string path) =>
        inspection.Parts.FirstOrDefault(part => part.Path == path) is { } part ? File(part) : $"part {path}";

    /// <summary>The first few of a list: <c>a, b, c and 4 more</c>.</summary>
    public static string List(IReadOnlyList<string> items) => items.Count switch
    {
        0 => "none",
        1 => items[0],
        <= ShownItems => string.Join(", ", items.Take(items.Count - 1)) + " and " + items[^1],
        _ => string.Join(", ", items.Take(ShownItems)) + $" and {items.Count - ShownItems} more",
    };

    /// <summary>The same, with words made only for those that are shown: a message may hold ten thousand.</summary>
    public static string List<T>(IReadOnlyList<T> items, Func<T, string> words)
    {
        var shown = items.Take(ShownItems).Select(words).ToArray();
        return items.Count <= ShownItems ? List(shown) : string.Join(", ", shown) + $" and {items.Count - ShownItems} more";
    }

    /// <summary>All of a list, as alternatives of an administrator's own words.</summary>
    public static string Or(IEnumerable<string> items)
    {
        var all = items.ToArray();
        return all.Length < 2 ? string.Concat(all) : string.Join(", ", all[..^1]) + " or " + all[^1];
    }

    /// <summary>On one line, with what cannot be seen shown, at most a hundred characters.</summary>
    public static string Clean(string text) => VisibleText.OneLine(text, ShownCharacters);

    private static string Names(MessageInspection inspection, string path)
    {
        var names = new List<string>();
        foreach (var part in inspection.Parts)
        {
            var isOnTheWay = part.Path == path || (path.StartsWith(part.Path, StringComparison.Ordinal) && path[part.Path.Length] == '/');
            if (isOnTheWay && part.Name is { Length: > 0 } name)
                names.Add(Clean(name));
        }
        return string.Join('/', names);
    }
}
