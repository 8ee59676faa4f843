using System.Collections.Immutable;
using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>
/// <c>winmail.dat</c> ([MS-OXTNEF]): a sequence of attributes, each with a number, a length, octets and a sum. Attachments are members, and so are bodies in HTML and RTF; octets are read where
/// they lie.
/// </summary>
internal sealed class TnefReader : IFormatReader
{
    private const int HeadOctets = 9;
    private const int SubjectAttribute = 0x8004;
    private const int BodyAttribute = 0x800C;
    private const int AttachmentOctets = 0x800F;
    private const int AttachmentTitle = 0x8010;
    private const int AttachmentBegins = 0x9002;
    private const int MessageProperties = 0x9003;
    private const int AttachmentProperties = 0x9005;
    private const int CodePageAttribute = 0x9007;
    private const int TextOctets = 8_388_608;

    public ImmutableArray<string> Types { get; } = ["tnef"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) => new Reading(file.Content, output).Run(cancellationToken);

    private sealed class Reading(Stream content, FormatOutput output)
    {
        private int _codePage = 1252;
        private TnefAttachment? _attachment;

        public void Run(CancellationToken cancellationToken)
        {
            var isWhole = true;
            long at = 6;
            for (; at + HeadOctets <= content.Length && !output.IsOver;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlySpan<byte> head = content.ReadAt(at, HeadOctets);
                // Level 1 is the message, 2 an attachment; anything else is no attribute any more.
                if (head.Length < HeadOctets || head[0] is not (1 or 2))
                    break;
                var length = head.UInt32At(5);
                at += HeadOctets;
                isWhole = at + length <= content.Length;
                ReadAttribute(head.UInt16At(1), at, Math.Min(length, content.Length - at));
                at += length + 2L;
            }
            EndAttachment();
            if (!isWhole)
                output.Problem(PartProblemKind.Malformed, "an attribute is longer than the file");
        }

        private void ReadAttribute(int number, long at, long length)
        {
            switch (number)
            {
                case CodePageAttribute:
                    _codePage = ((ReadOnlySpan<byte>)content.ReadAt(at, 4)).Int32At(0);
                    break;
                case SubjectAttribute or BodyAttribute:
                    output.Text(Decode(content.ReadAt(at, (int)Math.Min(length, TextOctets))));
                    break;
                case MessageProperties:
                    ReadMessage(at, length);
                    break;
                case AttachmentBegins:
                    EndAttachment();
                    _attachment = new TnefAttachment();
                    break;
                case AttachmentTitle:
                    (_attachment ??= new TnefAttachment()).Title = Decode(content.ReadAt(at, (int)Math.Min(length, 4_096)));
                    break;
                case AttachmentOctets:
                    (_attachment ??= new TnefAttachment()).Octets = (at, length);
                    break;
                case AttachmentProperties:
                    ReadAttachment(_attachment ??= new TnefAttachment(), at, length);
                    break;
                default:
                    break;
            }
        }

        private void ReadMessage(long at, long length)
        {
            foreach (var property in TnefProperties.Read(content, at, length))
            {
                var number = property.Id;
                if (number is MapiProperty.Subject or MapiProperty.Body && property.IsString)
                    output.Text(property.ToText(content, _codePage, TextOctets));
                else if (number == MapiProperty.Html)
                    AddMember(new MemberEntry { DeclaredType = "text/html", Charset = property.Type == MapiProperty.WideString ? "utf-16" : null, IsFile = false }, property.At, property.Length);
                else if (number == MapiProperty.CompressedRtf)
                    AddRtf(property);
            }
        }

        private void AddRtf(TnefProperty property)
        {
            using var packed = ExtentStream.Range(content, property.At, property.Length);
            using var rtf = CompressedRtf.Open(packed);
            if (rtf is null)
                output.Problem(PartProblemKind.Unread, "the body in RTF has an unknown compression");
            else
                output.Member(new MemberEntry { DeclaredType = "application/rtf", IsFile = false }, rtf);
        }

        private void ReadAttachment(TnefAttachment attachment, long at, long length)
        {
            foreach (var property in TnefProperties.Read(content, at, length))
            {
                switch (property.Id)
                {
                    case MapiProperty.LongName:
                        attachment.LongName = property.ToText(content, _codePage, 4_096);
                        break;
                    case MapiProperty.ShortName or MapiProperty.DisplayName:
                        attachment.ShortName ??= property.ToText(content, _codePage, 4_096);
                        break;
                    case MapiProperty.MediaType:
                        attachment.MediaType = property.ToText(content, _codePage, 256);
                        break;
                    // An object is its interface's number, then what it wrote: a message within is TNEF again, others are compound files (2.1.3.4.3).
                    case MapiProperty.AttachmentOctets when property.Type == MapiProperty.Object:
                        attachment.PropertyOctets = (property.At + 16, Math.Max(0, property.Length - 16));
                        break;
                    case MapiProperty.AttachmentOctets:
                        attachment.PropertyOctets = (property.At, property.Length);
                        break;
                    default:
                        break;
                }
            }
        }

        private void EndAttachment()
        {
            if (_attachment is not { } attachment)
                return;
            _attachment = null;
            var entry = attachment.ToEntry();
            // Programs differ on which of the two they show: mostly the attribute is a line of apology beside an object.
            if (attachment.PropertyOctets is { } inner)
                AddMember(entry, inner.At, inner.Length);
            if (attachment.Octets is { } octets)
                AddMember(entry, octets.At, octets.Length);
            if (attachment.Octets is null && attachment.PropertyOctets is null)
                output.Unread(entry, PartProblemKind.Unread, "an attachment without octets");
        }

        private void AddMember(MemberEntry entry, long at, long length)
        {
            using var octets = ExtentStream.Range(content, at, length);
            output.Member(entry, octets);
        }

        private string Decode(ReadOnlySpan<byte> octets) => (Charset.Find($"cp{_codePage}") ?? Encoding.Latin1).GetString(octets).TrimEnd('\0');
    }

    private sealed class TnefAttachment
    {
        public string? Title { get; set; }

        public string? LongName { get; set; }

        public string? ShortName { get; set; }

        public string? MediaType { get; set; }

        public (long At, long Length)? Octets { get; set; }

        public (long At, long Length)? PropertyOctets { get; set; }

        public MemberEntry ToEntry() => new()
        {
            Name = LongName ?? Title ?? ShortName,
            OtherNames = [.. new[] { Title, ShortName }.OfType<string>()],
            DeclaredType = MediaType,
        };
    }
}
