using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Archives;

namespace Gatepost.Extraction.Formats.Messages;

/// <summary>A mailbox file (RFC 4155): messages one after the other, each behind a line that begins with <c>From </c> and follows an empty one.</summary>
internal sealed class MboxReader : IFormatReader
{
    private const int BlockOctets = 65_536;

    public ImmutableArray<string> Types { get; } = ["mbox"];

    private static ReadOnlySpan<byte> Mark => "\nFrom "u8;

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        long begin = 0;
        while (!output.IsOver && begin < file.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = SkipLine(file.Content, begin);
            var end = FindNext(file.Content, start);
            using var message = new SliceStream(file.Content, start, end - start);
            output.Member(new MemberEntry { DeclaredType = "message/rfc822", PackedSize = end - start }, message);
            begin = end;
        }
    }

    /// <summary>Behind the line that separates.</summary>
    private static long SkipLine(Stream content, long at)
    {
        content.Position = at;
        var block = new byte[1_024];
        while (content.Read(block) is var read and > 0)
        {
            if (block.AsSpan(0, read).IndexOf((byte)'\n') is var end and >= 0)
                return content.Position - read + end + 1;
        }
        return content.Length;
    }

    /// <summary>Where the next line that separates begins; the end where there is none.</summary>
    private static long FindNext(Stream content, long from)
    {
        // The line end in front belongs to the search.
        var at = Math.Max(0, from - 1);
        var block = new byte[BlockOctets];
        var kept = 0;
        content.Position = at;
        while (content.Read(block, kept, block.Length - kept) is var read and > 0)
        {
            var seen = block.AsSpan(0, kept + read);
            for (var search = 0; seen[search..].IndexOf(Mark) is var found and >= 0; search += found + 1)
            {
                if (IsEmptyLine(seen[..(search + found)]))
                    return at + search + found + 1;
            }
            var keep = Math.Min(Mark.Length + 2, seen.Length);
            at += seen.Length - keep;
            seen[^keep..].CopyTo(block);
            kept = keep;
        }
        return content.Length;
    }

    /// <summary>True where an empty line ends here.</summary>
    private static bool IsEmptyLine(ReadOnlySpan<byte> before) => before.EndsWith("\n"u8) || before.EndsWith("\n\r"u8);
}
