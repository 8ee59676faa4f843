using System.Buffers;
using System.Collections.Immutable;
using Gatepost.Mail.Links;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text.Languages;

namespace Gatepost.Mail.Text;

/// <summary>What the text parts of a message say.</summary>
/// <param name="Texts">In reading order.</param>
/// <param name="Links">In reading order.</param>
/// <param name="Problems">Parts that were read in part only.</param>
public sealed record MessageTexts(ImmutableArray<PartText> Texts, ImmutableArray<MessageLink> Links, ImmutableArray<PartProblem> Problems);

/// <summary>Reads the texts and links of a message: bodies, and attachments and members that are text or HTML by type or name.</summary>
public static class MessageTextReader
{
    /// <summary>
    /// Reads; what cannot be read is among the problems. Throws only <see cref="OperationCanceledException"/>, and what reading the content from disk throws. CPU-bound: a megabyte of HTML takes a few milliseconds. Links come out of the same pass, so a caller that wants only one of the
    /// two pays for both.
    /// </summary>
    public static MessageTexts Read(IMessageParts parts, TextLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(limits);
        var texts = ImmutableArray.CreateBuilder<PartText>();
        var problems = ImmutableArray.CreateBuilder<PartProblem>();
        var links = new LinkCollection(limits);
        var reader = new PartTextReader(links, limits, texts);
        var left = limits.MessageOctets;
        var carried = parts.Texts.ToLookup(text => text.Part, StringComparer.Ordinal);
        var carriedLinks = parts.Links.ToLookup(link => link.Part, StringComparer.Ordinal);
        foreach (var part in parts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            texts.AddRange(carried[part.Path].Select(text => text.Language is null ? text with { Language = LanguageDetector.Detect(text.Text) } : text));
            foreach (var link in carriedLinks[part.Path])
                links.Add(link.Url, link.Carrier, part.Path, link.Shown);
            var form = TextForms.Of(part);
            if (form == TextForm.None || part.Size is not > 0)
                continue;
            var octets = Math.Min(limits.PartOctets, left);
            if (part.Size > octets)
                problems.Add(new PartProblem(part.Path, PartProblemKind.LimitReached, $"text of {part.Size} octets, of which {octets} were read"));
            ReadPart(parts, part, form, Math.Min(octets, (int)Math.Min(part.Size.Value, int.MaxValue)), reader, cancellationToken);
            left -= (int)Math.Min(part.Size.Value, octets);
        }
        if (links.IsFull)
            problems.Add(new PartProblem("", PartProblemKind.LimitReached, $"more than {limits.Links} links, or than {limits.AllLinksCharacters} characters of links; those after it were not read"));
        return new MessageTexts(texts.DrainToImmutable(), links.ToLinks(), problems.DrainToImmutable());
    }

    private static void ReadPart(IMessageParts parts, MessagePart part, TextForm form, int maxOctets, PartTextReader reader, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(1, maxOctets));
        try
        {
            using var stream = maxOctets == 0 ? Stream.Null : parts.Open(part);
            var octets = buffer.AsSpan(0, stream.ReadAtLeast(buffer.AsSpan(0, maxOctets), maxOctets, throwOnEndOfStream: false));
            reader.Read(octets, part, form, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // A damaged member; its reader has reported it already.
            reader.Add(part, "", TextKind.Visible);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
