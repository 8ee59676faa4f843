using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Office.Encryption;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>Decrypts the records of a workbook ([MS-XLS] 2.2.10): RC4 with a key for each 1,024 octets of the stream, heads of records counted and not encrypted.</summary>
internal sealed class WorkbookCipher
{
    /// <summary>The record that says so: FilePass.</summary>
    public const int Record = 0x2F;

    private const int BlockOctets = 1_024;
    private const int SheetRecord = 0x85;

    private readonly Rc4Key _key;
    private Rc4? _cipher;
    private long _at = -1;

    private WorkbookCipher(Rc4Key key) => _key = key;

    /// <summary>Null where no password fits, or where it is one of the ways that are not read.</summary>
    public static WorkbookCipher? Open(ReadOnlySpan<byte> filePass, ImmutableArray<string> passwords)
    {
        if (filePass.UInt16At(0) != 1 || filePass.Length < 6)
            return null;
        return Rc4Key.Find(filePass[2..], passwords) is { } key ? new WorkbookCipher(key) : null;
    }

    /// <summary>Decrypts what a record holds, in place.</summary>
    /// <param name="id">The record: some are in the clear.</param>
    /// <param name="position">Where it begins in the stream.</param>
    /// <param name="octets">Its octets.</param>
    public void Decrypt(int id, long position, Span<byte> octets)
    {
        // BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead.
        if (id is 0x0809 or Record or 0x0194 or 0x0195 or 0x00E1 or 0x0196 or 0x0138)
            return;
        if (id == SheetRecord)
        {
            // Its place in the stream is in the clear.
            var skipped = Math.Min(4, octets.Length);
            position += skipped;
            octets = octets[skipped..];
        }
        while (octets.Length > 0)
        {
            MoveTo(position);
            var count = (int)Math.Min(octets.Length, BlockOctets - (position % BlockOctets));
            _cipher!.Apply(octets[..count]);
            octets = octets[count..];
            position += count;
            _at = position;
        }
    }

    private void MoveTo(long position)
    {
        if (_cipher is null || position % BlockOctets == 0 || position / BlockOctets != _at / BlockOctets || position < _at)
        {
            _cipher = _key.Block((uint)(position / BlockOctets));
            _at = position - (position % BlockOctets);
        }
        _cipher.Skip((int)(position - _at));
        _at = position;
    }
}
