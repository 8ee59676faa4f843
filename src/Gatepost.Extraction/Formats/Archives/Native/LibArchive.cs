using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Formats.Archives.Native;

/// <summary>libarchive 3 (BSD), as the system has it. Only ever called in a worker, which is locked in: it is C.</summary>
internal static unsafe partial class LibArchive
{
    public const int Ok = 0;
    public const int EndOfFile = 1;
    public const int Warn = -20;

    private const string Library = "libarchive.so.13";

    /// <summary>True where the library is installed.</summary>
    public static bool IsThere { get; } = NativeLibrary.TryLoad(Library, out _);

    [LibraryImport(Library, EntryPoint = "archive_read_new")]
    public static partial nint ReadNew();

    [LibraryImport(Library, EntryPoint = "archive_read_free")]
    public static partial int ReadFree(nint archive);

    [LibraryImport(Library, EntryPoint = "archive_read_support_format_by_code")]
    public static partial int SupportFormat(nint archive, int code);

    [LibraryImport(Library, EntryPoint = "archive_read_set_read_callback")]
    public static partial int SetRead(nint archive, delegate* unmanaged<nint, nint, void**, nint> callback);

    [LibraryImport(Library, EntryPoint = "archive_read_set_seek_callback")]
    public static partial int SetSeek(nint archive, delegate* unmanaged<nint, nint, long, int, long> callback);

    [LibraryImport(Library, EntryPoint = "archive_read_set_skip_callback")]
    public static partial int SetSkip(nint archive, delegate* unmanaged<nint, nint, long, long> callback);

    [LibraryImport(Library, EntryPoint = "archive_read_set_callback_data")]
    public static partial int SetClient(nint archive, nint client);

    [LibraryImport(Library, EntryPoint = "archive_read_open1")]
    public static partial int Open(nint archive);

    [LibraryImport(Library, EntryPoint = "archive_read_next_header")]
    public static partial int NextHeader(nint archive, out nint entry);

    [LibraryImport(Library, EntryPoint = "archive_read_data_block")]
    public static partial int ReadBlock(nint archive, out byte* block, out nint size, out long offset);

    [LibraryImport(Library, EntryPoint = "archive_entry_pathname")]
    public static partial byte* PathName(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_pathname_w")]
    public static partial int* PathNameWide(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_symlink")]
    public static partial byte* SymbolicLink(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_hardlink")]
    public static partial byte* HardLink(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_filetype")]
    public static partial uint FileType(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_size")]
    public static partial long Size(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_size_is_set")]
    public static partial int HasSize(nint entry);

    [LibraryImport(Library, EntryPoint = "archive_entry_is_encrypted")]
    public static partial int IsEncrypted(nint entry);
}
