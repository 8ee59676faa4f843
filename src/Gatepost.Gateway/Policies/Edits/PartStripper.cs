using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>A body without the stripped parts.</summary>
/// <param name="Body">What stands behind the header block, its empty line included.</param>
/// <param name="HeaderEdits">What the message's own header must say of its new body; empty when its multipart stays.</param>
internal sealed record StrippedBody(ImmutableArray<OctetSegment> Body, ImmutableArray<MessageEdit> HeaderEdits);

/// <summary>
/// Cuts parts out of the octets and puts a notice in their place; everything around them comes out as it went in. The places come from the scanner that numbered the
/// parts for the inspection: a second parser could number them otherwise, and an attacker would use that. It fails safe: what the policy wanted out is
/// never sent on, so a path that cannot be found takes its nearest ancestor, in the end the whole body, with it.
/// </summary>
internal static class PartStripper
{
    /// <summary>In place of a further part of the same edit: an empty place would be no MIME, and the notice again a wall of text.</summary>
    private const string FurtherNotice = "See the notice above.";

    private static readonly ReadingLimits Limits = new();

    /// <summary>The new body, or null when there is nothing to strip.</summary>
    public static StrippedBody? Strip(MessageContent content, RawHeader header, ImmutableArray<StripPartsEdit> edits)
    {
        if (edits.All(edit => edit.Parts.IsDefaultOrEmpty))
            return null;
        var ranges = PartLocator.Locate(content, Limits, CancellationToken.None);
        var cuts = new List<Cut>();
        foreach (var edit in edits)
        {
            var notice = edit.Notice;
            foreach (var path in edit.Parts)
            {
                if (Find(ranges, path) is not { } range || range.Begin < Math.Max(1, header.Octets.Length) || header.Octets.Span is [.., not (byte)'\n'])
                    return WholeBody(header, edits);
                if (cuts.Exists(cut => cut.Range == range))
                    continue;
                cuts.Add(new Cut(range, notice));
                notice = FurtherNotice;
            }
        }
        return new StrippedBody(Splice(content, header.Octets.Length, cuts), []);
    }

    /// <summary>The entity of a path or of its nearest ancestor. Members of containers have no place of their own: the container goes.</summary>
    private static PartRange? Find(IReadOnlyDictionary<string, PartRange> ranges, string path)
    {
        for (var slash = path.Length; slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (ranges.TryGetValue(path[..slash], out var range))
                return range;
        }
        return null;
    }

    private static ImmutableArray<OctetSegment> Splice(MessageContent content, long from, List<Cut> cuts)
    {
        var segments = ImmutableArray.CreateBuilder<OctetSegment>();
        var kept = from;
        foreach (var (range, notice) in cuts.OrderBy(cut => cut.Range.Begin).ThenByDescending(cut => cut.Range.End))
        {
            // A part within one that goes as a whole goes with it.
            if (range.Begin < kept)
                continue;
            segments.Add(OctetSegment.Of(content, kept, range.Begin - kept));
            segments.Add(OctetSegment.Of(NoticeEntity.Write(content, range, notice)));
            kept = range.End;
        }
        segments.Add(OctetSegment.Of(content, kept, content.Length - kept));
        return segments.ToImmutable();
    }

    private static StrippedBody WholeBody(RawHeader header, ImmutableArray<StripPartsEdit> edits)
    {
        var (fields, body) = NoticeEntity.Text(string.Join("\n\n", edits.Select(edit => edit.Notice).Distinct()));
        var headerEdits = ContentFields.Names.Select(name => (MessageEdit)new RemoveHeaderEdit(name))
            .Concat(fields.Select(field => new AddHeaderEdit(field.Name, field.Value)));
        // A header without a last line end needs one more, or the notice would be part of it.
        var isEnded = header.Octets.IsEmpty || header.Octets.Span[^1] == '\n';
        byte[] octets = [.. isEnded ? "\r\n"u8 : "\r\n\r\n"u8, .. body, .. "\r\n"u8];
        return new StrippedBody([OctetSegment.Of(octets)], [.. headerEdits]);
    }

    private sealed record Cut(PartRange Range, string Notice);
}
