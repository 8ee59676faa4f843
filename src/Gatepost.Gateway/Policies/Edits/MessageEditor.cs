using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>
/// Carries out the edits of a copy when it is sent, by cutting and inserting octets: what no edit names is never written anew. Pure: the same content and edits
/// give the same octets.
/// </summary>
public static class MessageEditor
{
    /// <summary>
    /// Opens the edited copy. Without edits it is the trace and the original octets (promise 2, byte for byte). <see cref="IOException"/> when the content cannot be read.
    /// </summary>
    /// <param name="content">The message as it arrived.</param>
    /// <param name="trace">Our own fields, CRLF ended, put above everything; may be empty.</param>
    /// <param name="edits">The changes.</param>
    public static EditedMessage Open(MessageContent content, string trace, ImmutableArray<MessageEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(trace);
        var segments = ImmutableArray.CreateBuilder<OctetSegment>();
        if (trace.Length > 0)
            segments.Add(OctetSegment.Of(Encoding.UTF8.GetBytes(trace)));
        if (edits.IsDefaultOrEmpty)
            segments.Add(OctetSegment.Of(content, 0, content.Length));
        else
            Edit(content, edits, segments);
        return new EditedMessage(segments.ToImmutable());
    }

    private static void Edit(MessageContent content, ImmutableArray<MessageEdit> edits, ImmutableArray<OctetSegment>.Builder segments)
    {
        var header = RawHeader.Read(content);
        var stripped = PartStripper.Strip(content, header, [.. edits.OfType<StripPartsEdit>()]);
        segments.AddRange(HeaderSplice.Apply(header, stripped is null ? edits : edits.AddRange(stripped.HeaderEdits)));
        if (stripped is null)
            segments.Add(OctetSegment.Of(content, header.Octets.Length, content.Length - header.Octets.Length));
        else
            segments.AddRange(stripped.Body);
    }
}
