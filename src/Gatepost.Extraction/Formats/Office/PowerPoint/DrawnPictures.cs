using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Formats.Office.PowerPoint;

/// <summary>Pictures as Office draws them ([MS-ODRAW] 2.2.23): records with one or two hashes in front of an ordinary picture.</summary>
internal static class DrawnPictures
{
    private const int HeadOctets = 8;
    private const int FirstPicture = 0xF01D;
    private const int LastPicture = 0xF02A;

    public static void Read(Stream pictures, FormatOutput output, CancellationToken cancellationToken)
    {
        for (long at = 0; at + HeadOctets <= pictures.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> head = pictures.ReadAt(at, HeadOctets);
            int type = head.UInt16At(2);
            var length = head.UInt32At(4);
            at += HeadOctets;
            // Metafiles, below the first, hold no picture made of dots.
            if (type is >= FirstPicture and <= LastPicture)
            {
                // An odd instance has a second hash (2.2.27); the octet behind is a mark.
                var skipped = ((head.UInt16At(0) >> 4 & 1) != 0 ? 32 : 16) + 1;
                using var picture = ExtentStream.Range(pictures, at + skipped, length - (long)skipped);
                if (!output.Member(new MemberEntry { IsFile = false }, picture))
                    return;
            }
            at += length;
        }
    }
}
