using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Messages;

/// <summary>A message as a file, and MHTML (RFC 2557), which has the same form: its parts are members, read by their own types.</summary>
internal sealed class EmlReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } = ["eml", "mhtml"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var content = new StreamContent(file.Content);
        var headers = HeaderScanner.Scan(content);
        output.Text(headers.Find("Subject")?.Value ?? "");
        output.Text(headers.Find("From")?.Value ?? "");
        var parts = MessagePartReader.Read(content, new ReadingLimits(), cancellationToken);
        foreach (var problem in parts.Problems)
            output.Problem(problem.Kind, problem.Reason);
        foreach (var part in parts.All.Where(part => !part.IsMultipart))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (output.IsOver)
                return;
            using var octets = parts.Open(part);
            output.Member(ToMember(part), octets);
        }
    }

    private static MemberEntry ToMember(MessagePart part) => new()
    {
        Name = part.Name,
        OtherNames = part.OtherNames,
        DeclaredType = part.DeclaredType,
        Charset = part.Charset,
        IsFile = part.IsAttachment,
    };
}
