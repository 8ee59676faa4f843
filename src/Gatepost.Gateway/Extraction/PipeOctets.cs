using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Gatepost.Gateway.Extraction;

/// <summary>How much lies in a pipe, without reading it.</summary>
internal static partial class PipeOctets
{
    // FIONREAD, the same on x86-64 and arm64.
    private const nuint BytesToRead = 0x541b;

    /// <summary>Octets that were written and not read yet; 0 also for what is no pipe, or is closed.</summary>
    public static int Waiting(Stream stream)
    {
        SafeHandle? handle = stream switch
        {
            PipeStream pipe => pipe.SafePipeHandle,
            FileStream file => file.SafeFileHandle,
            _ => null,
        };
        var octets = 0;
        return handle is { IsClosed: false } && Ask(handle, BytesToRead, ref octets) == 0 ? octets : 0;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ask(SafeHandle descriptor, nuint request, ref int octets);
}
