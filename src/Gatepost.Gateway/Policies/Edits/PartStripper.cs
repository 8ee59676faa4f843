using System.Collections.Immutable;
using Gatepost.Mail.Mime;
using MimeKit;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>A body without the stripped parts.</summary>
/// <param name="Body">The octets behind the empty line.</param>
/// <param name="HeaderEdits">What the message's own header must say of its new body; empty when its multipart stays.</param>
internal sealed record StrippedBody(RebuiltBody Body, ImmutableArray<MessageEdit> HeaderEdits) : IDisposable
{
    public void Dispose() => Body.Dispose();
}

/// <summary>
/// Takes parts out by MimeKit, the only place where a body is written anew. It fails safe: what the policy wanted out is never sent on, so a path that
/// cannot be found takes its nearest ancestor, in the end the whole body, with it.
/// </summary>
internal static class PartStripper
{
    private static readonly string[] ContentFields =
    [
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Content-Description", "Content-MD5", "Content-Location",
        "Content-Language",
    ];

    /// <summary>The new body, or null when there is nothing to strip.</summary>
    public static StrippedBody? Strip(MessageContent content, ImmutableArray<StripPartsEdit> edits)
    {
        if (edits.All(edit => edit.Parts.IsDefaultOrEmpty))
            return null;
        using var stream = content.OpenRead();
        var body = new RebuiltBody();
        try
        {
            return Load(stream) is { Body: { } whole } root && TryStrip(root, edits)
                ? new StrippedBody(Write(body, whole), [])
                : WholeBody(body, edits);
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>Null when MimeKit finds no message in it. Persistent: the parts that stay are read from the content, not copied.</summary>
    private static MimeMessage? Load(Stream stream)
    {
        var options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = EditLimits.MimeDepth;
        try
        {
            return MimeMessage.Load(options, stream, persistent: true);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>False when the message's own body is among the parts.</summary>
    private static bool TryStrip(MimeMessage root, ImmutableArray<StripPartsEdit> edits)
    {
        foreach (var edit in edits)
        {
            var targets = edit.Parts.Select(path => PartAddress.Find(root, path)).ToArray();
            if (targets.Any(target => target.IsWholeBody))
                return false;
            var noticed = false;
            foreach (var entity in targets.Select(target => target.Entity!).Distinct())
                noticed |= Replace(root, entity, edit.Notice, noticed);
        }
        return true;
    }

    /// <summary>Puts the notice in the part's place. Once it stands somewhere, further parts just go, unless their multipart would be empty.</summary>
    private static bool Replace(MimeMessage root, MimeEntity entity, string notice, bool noticed)
    {
        switch (PartAddress.Holder(root, entity))
        {
            case Multipart { Count: > 1 } multipart when noticed:
                multipart.Remove(entity);
                return true;
            case Multipart multipart:
                multipart[multipart.IndexOf(entity)] = Notice(notice);
                return true;
            case MimeMessage message:
                message.Body = Notice(notice);
                return true;
            default:
                // It went together with a part around it.
                return noticed;
        }
    }

    private static StrippedBody WholeBody(RebuiltBody body, ImmutableArray<StripPartsEdit> edits)
    {
        var notice = Notice(string.Join("\r\n\r\n", edits.Select(edit => edit.Notice).Distinct()));
        var headerEdits = ContentFields.Select(name => (MessageEdit)new RemoveHeaderEdit(name))
            .Concat(notice.Headers.Select(header => new AddHeaderEdit(header.Field, header.Value)));
        return new StrippedBody(Write(body, notice), [.. headerEdits]);
    }

    private static TextPart Notice(string text)
    {
        var notice = new TextPart("plain") { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        notice.SetText(System.Text.Encoding.UTF8, text.ReplaceLineEndings("\r\n") + "\r\n");
        return notice;
    }

    private static RebuiltBody Write(RebuiltBody body, MimeEntity entity)
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var writer = body.OpenWrite();
        entity.WriteTo(format, writer, contentOnly: true);
        return body;
    }
}
