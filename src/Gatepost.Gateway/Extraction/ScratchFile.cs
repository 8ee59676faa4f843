using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gatepost.Gateway.Extraction;

/// <summary>Opens files that a worker wrote. A worker that a file has taken over can put anything under a name: a link to a file of ours, a pipe that nobody writes to.</summary>
internal static partial class ScratchFile
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExecute = 0x80000;

    // O_NOFOLLOW differs between processors.
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>
    /// The octets of a plain file of just that size. Everything else throws <see cref="IOException"/>, and is no empty file: an inspector that was given nothing would find nothing, and a
    /// gateway that has no file handles left would pass everything.
    /// </summary>
    public static Stream Open(string path, long octets)
    {
        var descriptor = OpenFile(path, ReadOnly | NonBlocking | CloseOnExecute | NoFollow);
        if (descriptor < 0)
            throw new IOException($"What a worker unpacked cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            var stream = new FileStream(handle, FileAccess.Read, bufferSize: 4_096);
            if (stream.CanSeek && stream.Length == octets)
                return stream;
            stream.Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A folder, a socket, a device.
            handle.Dispose();
        }
        throw new IOException("What a worker unpacked is not what it said.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
