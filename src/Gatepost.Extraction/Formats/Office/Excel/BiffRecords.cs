using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>Walks the records of a workbook ([MS-XLS] 2.1.4): a number, a length of 16 bits, and octets. One record is in memory at a time.</summary>
internal sealed class BiffRecords(Stream workbook)
{
    /// <summary>Goes on with the record before it.</summary>
    public const int Continue = 0x3C;

    private readonly byte[] _octets = new byte[ushort.MaxValue];
    private readonly byte[] _header = new byte[4];
    private int _length;
    private bool _isPeeked;
    private long _position;

    /// <summary>Decrypts what a record holds, once the key is known.</summary>
    public WorkbookCipher? Cipher { get; set; }

    /// <summary>The number of the record that was read.</summary>
    public int Id { get; private set; }

    /// <summary>What it holds, until the next is read.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length);

    /// <summary>Reads the next record, or as much of it as is there; false at the end.</summary>
    public bool Read()
    {
        if (!Peek())
            return false;
        _isPeeked = false;
        Id = BinaryPrimitives.ReadUInt16LittleEndian(_header);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(_header.AsSpan(2));
        _length = workbook.ReadAtLeast(_octets.AsSpan(0, length), length, throwOnEndOfStream: false);
        Cipher?.Decrypt(Id, _position, _octets.AsSpan(0, _length));
        _position += _length;
        return true;
    }

    /// <summary>Reads the next record if it goes on with the last.</summary>
    public bool ReadContinuation() => Peek() && BinaryPrimitives.ReadUInt16LittleEndian(_header) == Continue && Read();

    private bool Peek()
    {
        if (_isPeeked)
            return true;
        if (workbook.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length)
            return false;
        _position += _header.Length;
        return _isPeeked = true;
    }
}
