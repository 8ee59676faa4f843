using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Applies header edits by cutting and inserting octets; every octet that no edit names comes out as it went in.</summary>
internal static class HeaderSplice
{
    /// <summary>
    /// Subject fields that are tagged from either end, where there are several: readers show the first or the last, and a block of sixty thousand must cost nothing.
    /// </summary>
    private const int TaggedSubjects = 8;

    /// <summary>The edited header block, without the empty line behind it.</summary>
    public static ImmutableArray<OctetSegment> Apply(RawHeader header, ImmutableArray<MessageEdit> edits)
    {
        var segments = ImmutableArray.CreateBuilder<OctetSegment>();
        var tags = Tags(edits);
        var subjects = tags.Length == 0 ? [] : Subjects(header);
        segments.Add(OctetSegment.Of(Encoding.ASCII.GetBytes(Added(edits, subjects.Count == 0 ? tags : []))));
        var removals = edits.OfType<RemoveHeaderEdit>().ToArray();
        var kept = 0;
        foreach (var field in header.Fields)
        {
            var octets = header.Octets.Slice(field.Offset, field.Length);
            if (Array.Exists(removals, removal => HeaderRemoval.Matches(removal, field.Name, octets.Span)))
            {
                Keep(segments, header, kept, field.Offset);
                kept = field.Offset + field.Length;
            }
            else if (subjects.Contains(field) && Insertion(octets.Span, tags, out var colon) is { Length: > 0 } insertion)
            {
                Keep(segments, header, kept, field.Offset + colon + 1);
                segments.Add(OctetSegment.Of(Encoding.ASCII.GetBytes(insertion)));
                kept = field.Offset + colon + 1;
            }
        }
        Keep(segments, header, kept, header.Octets.Length);
        return segments.ToImmutable();
    }

    /// <summary>New fields in the order of the edits; a Subject where there was none to tag.</summary>
    private static string Added(ImmutableArray<MessageEdit> edits, string[] tags)
    {
        var added = new StringBuilder();
        foreach (var edit in edits.OfType<AddHeaderEdit>())
        {
            if (HeaderText.IsFieldName(edit.Name))
                added.Append(HeaderText.Field(edit.Name, edit.Value));
        }
        if (tags.Length > 0)
            added.Append(HeaderText.Field("Subject", string.Join(' ', tags.Reverse())));
        return added.ToString();
    }

    private static HashSet<HeaderField> Subjects(RawHeader header)
    {
        var all = header.Fields.Where(field => string.Equals(field.Name, "Subject", StringComparison.OrdinalIgnoreCase)).ToArray();
        return [.. all.Take(TaggedSubjects), .. all.TakeLast(TaggedSubjects)];
    }

    private static string[] Tags(ImmutableArray<MessageEdit> edits) =>
        [.. edits.OfType<TagSubjectEdit>().Select(edit => HeaderText.Clean(edit.Tag)).Where(tag => tag.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The last tag stands foremost, as if one edit had followed the other.</summary>
    private static string Insertion(ReadOnlySpan<byte> field, string[] tags, out int colon)
    {
        var insertion = "";
        colon = field.IndexOf((byte)':');
        foreach (var tag in tags)
        {
            // Each further tag sees the field with the tags before it, so that a joint of encoded words is right.
            byte[] tagged = [.. field[..(colon + 1)], .. Encoding.ASCII.GetBytes(insertion), .. field[(colon + 1)..]];
            insertion = (SubjectTag.Insertion(tagged, tag, out _) ?? "") + insertion;
        }
        return insertion;
    }

    private static void Keep(ImmutableArray<OctetSegment>.Builder segments, RawHeader header, int from, int to)
    {
        if (to > from)
            segments.Add(OctetSegment.Of(header.Octets[from..to]));
    }
}
