using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gatepost.Extraction.Formats.Archives.Native;

/// <summary>
/// One archive that libarchive reads from a stream of ours. After an open that failed nothing but freeing is called: asking such a handle for its format ends the process.
/// </summary>
internal sealed unsafe class LibArchiveHandle : IDisposable
{
    private const int BlockOctets = 65_536;

    private readonly Stream _content;
    private readonly byte* _block = (byte*)NativeMemory.Alloc(BlockOctets);
    private GCHandle _self;
    private nint _archive;
    private nint _entry;
    private byte* _next;
    private nint _left;

    private LibArchiveHandle(Stream content) => _content = content;

    /// <summary>The name of the member, a character an octet, or as Unicode where the format has it; null where it has none.</summary>
    public string? Name
    {
        get
        {
            if (LibArchive.PathName(_entry) is var octets && octets is not null)
                return Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(octets));
            var wide = LibArchive.PathNameWide(_entry);
            if (wide is null)
                return null;
            var name = new StringBuilder();
            for (; *wide != 0; wide++)
                name.Append(Rune.IsValid(*wide) ? new Rune(*wide) : Rune.ReplacementChar);
            return name.ToString();
        }
    }

    /// <summary>Where a link points, or null for what is none.</summary>
    public string? Link
    {
        get
        {
            var link = LibArchive.SymbolicLink(_entry);
            if (link is null)
                link = LibArchive.HardLink(_entry);
            return link is null ? null : Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(link));
        }
    }

    /// <summary>True for a plain file; folders, links and devices have nothing in them.</summary>
    public bool IsPlainFile => (LibArchive.FileType(_entry) & 0xf000) is 0x8000 or 0;

    /// <summary>Octets that the format says it has, or null.</summary>
    public long? Size => LibArchive.HasSize(_entry) != 0 ? LibArchive.Size(_entry) : null;

    /// <summary>True where it needs a password.</summary>
    public bool IsEncrypted => LibArchive.IsEncrypted(_entry) > 0;

    /// <summary>Opens, or null where the library does not know it.</summary>
    public static LibArchiveHandle? Open(Stream content, params ReadOnlySpan<int> formats)
    {
        var handle = new LibArchiveHandle(content);
        if (handle.TryOpen(formats))
            return handle;
        handle.Dispose();
        return null;
    }

    /// <summary>Goes to the next member; false at the end. Throws where the archive is damaged.</summary>
    public bool MoveNext()
    {
        _left = 0;
        var result = LibArchive.NextHeader(_archive, out _entry);
        return result switch
        {
            LibArchive.Ok or LibArchive.Warn => true,
            LibArchive.EndOfFile => false,
            _ => throw new InvalidDataException("the archive is damaged"),
        };
    }

    /// <summary>Octets of the member; 0 at the end. Where the format says that they lie is passed over: none of ours has holes, and the library counts that of xar wrongly.</summary>
    public int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            var result = LibArchive.ReadBlock(_archive, out _next, out _left, out _);
            if (result == LibArchive.EndOfFile)
                return (int)(_left = 0);
            if (result is not (LibArchive.Ok or LibArchive.Warn))
            {
                _left = 0;
                throw new InvalidDataException("the packed octets are damaged");
            }
        }
        var count = (int)Math.Min(buffer.Length, _left);
        new ReadOnlySpan<byte>(_next, count).CopyTo(buffer);
        _next += count;
        _left -= count;
        return count;
    }

    public void Dispose()
    {
        if (_archive != 0)
            _ = LibArchive.ReadFree(_archive);
        _archive = 0;
        if (_self.IsAllocated)
            _self.Free();
        NativeMemory.Free(_block);
    }

    private bool TryOpen(ReadOnlySpan<int> formats)
    {
        _self = GCHandle.Alloc(this);
        _archive = LibArchive.ReadNew();
        foreach (var format in formats)
            _ = LibArchive.SupportFormat(_archive, format);
        _ = LibArchive.SetRead(_archive, &OnRead);
        _ = LibArchive.SetSeek(_archive, &OnSeek);
        _ = LibArchive.SetSkip(_archive, &OnSkip);
        _ = LibArchive.SetClient(_archive, GCHandle.ToIntPtr(_self));
        return LibArchive.Open(_archive) is LibArchive.Ok or LibArchive.Warn;
    }

    [UnmanagedCallersOnly]
    private static nint OnRead(nint archive, nint client, void** buffer)
    {
        var self = (LibArchiveHandle)GCHandle.FromIntPtr(client).Target!;
        *buffer = self._block;
        try
        {
            return self._content.Read(new Span<byte>(self._block, BlockOctets));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // No exception may cross the library's frames.
            return -1;
        }
    }

    [UnmanagedCallersOnly]
    private static long OnSeek(nint archive, nint client, long offset, int origin)
    {
        var content = ((LibArchiveHandle)GCHandle.FromIntPtr(client).Target!)._content;
        var target = offset + origin switch { 0 => 0, 1 => content.Position, _ => content.Length };
        if (target < 0)
            return -1;
        return content.Position = Math.Min(target, content.Length);
    }

    [UnmanagedCallersOnly]
    private static long OnSkip(nint archive, nint client, long octets)
    {
        var content = ((LibArchiveHandle)GCHandle.FromIntPtr(client).Target!)._content;
        var skipped = Math.Clamp(octets, 0, content.Length - content.Position);
        content.Position += skipped;
        return skipped;
    }
}
