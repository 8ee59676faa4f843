using System.Runtime.InteropServices;

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>Ownership of files: a file that root writes for the gateway belongs to the gateway's user.</summary>
internal static partial class FileOwner
{
    /// <summary>Gives <paramref name="file"/> the owner and group of <paramref name="model"/>. Without chown(1)'s power nothing happens; a link is changed itself, not what it leads to.</summary>
    public static void Copy(string model, string file)
    {
        if (!OperatingSystem.IsLinux() || Statx(AtCurrentFolder, model, 0, OwnerMask, out var found) != 0)
            return;
        _ = Chown(file, found.UserId, found.GroupId);
    }

    private const int AtCurrentFolder = -100;

    /// <summary>STATX_UID and STATX_GID.</summary>
    private const uint OwnerMask = 0x8 | 0x10;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint userId, uint groupId);

    /// <summary><c>struct statx</c>, whose form is the same on every architecture; the rest is room.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct StatxBuffer
    {
        [FieldOffset(20)]
        public readonly uint UserId;

        [FieldOffset(24)]
        public readonly uint GroupId;
    }
}
