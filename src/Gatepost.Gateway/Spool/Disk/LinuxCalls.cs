using System.Runtime.InteropServices;

namespace Gatepost.Gateway.Spool.Disk;

/// <summary>
/// The calls of libc that .NET does not offer as we need them: fsync of a folder, an open without advisory lock and stat (two calls less for
/// each message), and the SIGKILL of crash tests. Numbers are those of Linux on x86-64, arm64 and riscv64.
/// </summary>
internal static partial class LinuxCalls
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    public const int CloseOnExec = 0x80000;

    /// <summary>Owner reads and writes; nobody else.</summary>
    public const uint FileMode = 0x180;

    private const int SigKill = 9;
    private const int InterruptedCall = 4;
    private const int NoSuchEntry = 2;
    private const int AccessDenied = 13;
    private const int NotPermitted = 1;

    /// <summary>Opens a file; the descriptor belongs to the caller.</summary>
    public static int Open(string path, int flags)
    {
        int descriptor;
        do
            descriptor = OpenCall(path, flags | CloseOnExec, FileMode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == InterruptedCall);
        return descriptor >= 0 ? descriptor : throw Failure("open", path);
    }

    /// <summary>fsync of an open file or folder.</summary>
    public static void Sync(int descriptor, string path)
    {
        int result;
        do
            result = SyncCall(descriptor);
        while (result < 0 && Marshal.GetLastPInvokeError() == InterruptedCall);
        if (result < 0)
            throw Failure("fsync", path);
    }

    /// <summary>close, for a descriptor that no handle owns.</summary>
    public static void Close(int descriptor) => _ = CloseCall(descriptor);

    /// <summary>rename: atomic, replaces the target.</summary>
    public static void Rename(string from, string to)
    {
        if (RenameCall(from, to) < 0)
            throw Failure("rename", from);
    }

    /// <summary>unlink; a file that is not there is no error.</summary>
    public static void Unlink(string path)
    {
        if (UnlinkCall(path) < 0 && Marshal.GetLastPInvokeError() != NoSuchEntry)
            throw Failure("unlink", path);
    }

    /// <summary>Ends this process as <c>kill -9</c> does. Returns only where there is no such call.</summary>
    public static void KillThisProcess() => _ = KillCall(Environment.ProcessId, SigKill);

    private static Exception Failure(string call, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        var message = $"{call} {path}: {Marshal.GetPInvokeErrorMessage(error)}";
        return error switch
        {
            NoSuchEntry => new FileNotFoundException(message, path),
            AccessDenied or NotPermitted => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCall(int descriptor);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameCall(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkCall(string path);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int process, int signal);
}
