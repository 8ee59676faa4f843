using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office.Word;

/// <summary>The text of documents of Word 97 and later ([MS-DOC]), and of Word 6 and 95 as far as they lie in one piece. Body, notes, headers and text boxes are one sequence of characters.</summary>
internal static class WordText
{
    // nFib of the first version that has pieces in Unicode.
    private const int Word97 = 0xC1;
    private const int HeaderOctets = 0x1AA;

    // As many characters as the budget of texts has octets; pieces that lie upon each other would give any number.
    private const long Characters = 8_388_608;

    public static void Read(CompoundFile file, CompoundEntry root, OpenedFile opened, FormatOutput output, CancellationToken cancellationToken)
    {
        using var plain = file.OpenStream(file.FindStream(root, "WordDocument")!);
        ReadOnlySpan<byte> head = plain.ReadAt(0, HeaderOctets);
        int flags = head.UInt16At(0x0A);
        var table = file.FindStream(root, (flags & 0x0200) != 0 ? "1Table" : "0Table");
        if (WordCipher.Open(flags, head.UInt32At(0x0E), file, table, opened) is not { } cipher)
        {
            output.Encrypted("a Word document that is encrypted");
            return;
        }
        if (!output.WantsText)
            return;
        using var document = cipher.OpenDocument(plain);
        ReadOnlySpan<byte> header = document.ReadAt(0, HeaderOctets);
        var isWord97 = header.UInt16At(2) >= Word97;
        var text = new TextCollector(output);
        var fields = new FieldText(output, text, "doc");
        try
        {
            using var pieceTable = table is null ? Stream.Null : cipher.OpenTable(file.OpenStream(table));
            var pieces = isWord97 ? ReadPieces(pieceTable, header) : [];
            if (pieces.Count == 0)
                pieces.Add(new Piece(header.UInt32At(0x18), header.UInt32At(0x1C) - (long)header.UInt32At(0x18), IsWide: false));
            var left = Characters;
            foreach (var piece in pieces)
            {
                cancellationToken.ThrowIfCancellationRequested();
                left -= Append(document, piece, Math.Min(piece.Characters, left), fields);
                if (left <= 0 || text.IsFull)
                    break;
            }
            if (left <= 0)
                output.Problem(PartProblemKind.LimitReached, "more text than a document may have");
        }
        finally
        {
            fields.Finish();
        }
    }

    /// <summary>The piece table ([MS-DOC] 2.4.1, 2.9.38): which range of characters lies where, and how.</summary>
    private static List<Piece> ReadPieces(Stream table, ReadOnlySpan<byte> header)
    {
        var pieces = new List<Piece>();
        // 8 octets a piece: some 500,000 of them, more than any editing leaves behind.
        ReadOnlySpan<byte> clx = table.ReadAt(header.UInt32At(0x1A2), (int)Math.Min(header.UInt32At(0x1A6), 4_194_304));
        var at = 0;
        while (at < clx.Length && clx[at] == 1)
            at += 3 + clx.UInt16At(at + 1);
        if (at >= clx.Length || clx[at] != 2)
            return pieces;
        var plc = clx.Part(at + 5, clx.UInt32At(at + 1));
        var count = (plc.Length - sizeof(uint)) / 12;
        for (var index = 0; index < count; index++)
        {
            var characters = plc.UInt32At((index + 1) * sizeof(uint)) - (long)plc.UInt32At(index * sizeof(uint));
            var place = plc.UInt32At(((count + 1) * sizeof(uint)) + (index * 8) + 2);
            var isWide = (place & 0x40000000) == 0;
            var begin = place & 0x3FFFFFFF;
            if (characters > 0)
                pieces.Add(new Piece(isWide ? begin : begin / 2, characters, isWide));
        }
        return pieces;
    }

    private static long Append(Stream document, Piece piece, long characters, FieldText fields)
    {
        var block = new byte[8_192];
        var narrow = Charset.Find("windows-1252")!;
        var left = (int)Math.Min(characters, Characters) * (piece.IsWide ? 2 : 1);
        document.Position = Math.Min(piece.Begin, document.Length);
        long appended = 0;
        while (left > 0)
        {
            var read = document.ReadAtLeast(block.AsSpan(0, Math.Min(left, block.Length)), 1, throwOnEndOfStream: false);
            if (read == 0)
                break;
            if (piece.IsWide && (read & 1) != 0 && document.Read(block, read, 1) == 1)
                read++;
            left -= read;
            var octets = block.AsSpan(0, read);
            var text = piece.IsWide ? System.Text.Encoding.Unicode.GetString(octets) : narrow.GetString(octets);
            foreach (var character in text)
                AppendCharacter(character, fields);
            appended += text.Length;
        }
        return appended;
    }

    /// <summary>Characters below a blank are marks ([MS-DOC] 2.4.1): paragraphs, cells, pictures, notes, fields.</summary>
    private static void AppendCharacter(char character, FieldText fields)
    {
        switch (character)
        {
            case '\u0013':
                fields.Begin();
                break;
            case '\u0014':
                fields.Separate();
                break;
            case '\u0015':
                fields.End();
                break;
            case '\r' or '\v' or '\f' or '\u000E':
                fields.Append('\n');
                break;
            case '\u0007':
                fields.Append('\t');
                break;
            case '\u001E':
                fields.Append('-');
                break;
            case < ' ' and not '\t':
                break;
            default:
                fields.Append(character);
                break;
        }
    }

    private readonly record struct Piece(long Begin, long Characters, bool IsWide);
}
