using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Tells the kinds of program that begin with the header of DOS (Microsoft's PE Format specification, section "MS-DOS Stub").</summary>
internal static class PeHeader
{
    private const int Pointer = 0x3c;
    private const int SubsystemOffset = 24 + 68;
    private const int NativeSubsystem = 1;
    private const int IsLibraryFlag = 0x2000;

    public static bool IsProgram(FileContent content) => IsPortable(content) && !IsLibrary(content) && !IsDriver(content);

    public static bool IsLibrary(FileContent content) => IsPortable(content) && Flags(content) is var flags and >= 0 && (flags & IsLibraryFlag) != 0 && !IsDriver(content);

    public static bool IsDriver(FileContent content) => IsPortable(content) && content.Little16((int)content.Little32(Pointer) + SubsystemOffset) == NativeSubsystem;

    public static bool IsNew(FileContent content) => content.HasAt(content.Little32(Pointer), "NE"u8);

    public static bool IsLinear(FileContent content) => content.HasAt(content.Little32(Pointer), "LE"u8) || content.HasAt(content.Little32(Pointer), "LX"u8);

    /// <summary>
    /// A program of DOS, or one of Windows whose second header is damaged or lies beyond what is looked at: the sizes in the first header are sane, and it is no text that begins with these letters.
    /// </summary>
    public static bool IsDos(FileContent content)
    {
        if (content.Head.Length < 28 || IsPortable(content) || IsNew(content) || IsLinear(content))
            return false;
        var isText = content.First(64).IndexOfAnyInRange((byte)0, (byte)8) < 0;
        return !isText && content.Little16(2) <= 512 && content.Little16(4) > 0;
    }

    private static bool IsPortable(FileContent content) => content.HasAt(content.Little32(Pointer), "PE\0\0"u8);

    private static int Flags(FileContent content) => content.Little16((int)content.Little32(Pointer) + 22);
}
