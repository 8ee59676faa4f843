using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Carries out the edits of a copy when it is sent. Pure: the same content and edits give the same octets, but for MIME boundaries never.</summary>
public static class MessageEditor
{
    /// <summary>
    /// Opens the edited copy. Without edits it is the trace and the original octets (promise 2, byte for byte). Header edits are spliced into the octets;
    /// only <see cref="StripPartsEdit"/> builds a new body.
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
        {
            segments.Add(OctetSegment.Of(content, 0, content.Length));
            return new EditedMessage(segments.ToImmutable(), null);
        }
        var stripped = PartStripper.Strip(content, [.. edits.OfType<StripPartsEdit>()]);
        try
        {
            return Assemble(content, segments, edits, stripped);
        }
        catch
        {
            stripped?.Dispose();
            throw;
        }
    }

    private static EditedMessage Assemble(
        MessageContent content, ImmutableArray<OctetSegment>.Builder segments, ImmutableArray<MessageEdit> edits, StrippedBody? stripped)
    {
        var header = RawHeader.Read(content);
        segments.AddRange(HeaderSplice.Apply(header, stripped is null ? edits : edits.AddRange(stripped.HeaderEdits)));
        if (stripped is null)
        {
            segments.Add(OctetSegment.Of(content, header.Octets.Length, content.Length - header.Octets.Length));
        }
        else
        {
            segments.Add(OctetSegment.Of("\r\n"u8.ToArray()));
            segments.Add(OctetSegment.Of(stripped.Body.OpenRead, stripped.Body.Length));
        }
        return new EditedMessage(segments.ToImmutable(), stripped);
    }
}
