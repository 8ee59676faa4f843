using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Isolation;

/// <summary>
/// Landlock: from here on this thread, and what it executes, sees only the paths that were named. Needs no privilege; kernels since 5.13 have it where it is switched on.
/// It holds for the calling thread alone, which is why the worker is executed anew after it.
/// </summary>
internal static unsafe class Landlock
{
    private const long CreateRuleset = 444;
    private const long AddRule = 445;
    private const long RestrictSelf = 446;
    private const int VersionFlag = 1;
    private const int PathBeneath = 1;
    // O_PATH | O_CLOEXEC
    private const int OpenPath = 0x200000 | 0x80000;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong MakeRegular = 1 << 8;
    private const ulong Truncate = 1 << 14;

    // All rights of the first version; later ones add moving (2), truncating (3), and devices (5).
    private const ulong FirstRights = (1 << 13) - 1;

    /// <summary>What may be done below a path.</summary>
    public const ulong MayRead = ReadFile | ReadFolder;

    /// <summary>Reading, and executing programs and libraries.</summary>
    public const ulong MayExecute = MayRead | Execute;

    /// <summary>Reading, and making and writing plain files: no folders, no links, nothing removed.</summary>
    public const ulong MayWrite = MayRead | WriteFile | MakeRegular | Truncate;

    /// <summary>The version of the kernel's rules, or 0 where it has none.</summary>
    public static int Version() => (int)Math.Max(0, Kernel.Call(CreateRuleset, 0, 0, VersionFlag, 0));

    /// <summary>Locks the calling thread in; false where the kernel cannot. Paths that do not exist are passed over. Needs no_new_privs.</summary>
    public static bool Restrict(IEnumerable<(string Path, ulong Rights)> rules)
    {
        var version = Version();
        if (version == 0)
            return false;
        var handled = FirstRights | (version >= 2 ? 1UL << 13 : 0) | (version >= 3 ? Truncate : 0) | (version >= 5 ? 1UL << 15 : 0);
        // From version 4 on: binding and connecting TCP; from 6 on: signals and abstract sockets of others.
        var attributes = stackalloc ulong[3] { handled, version >= 4 ? 3UL : 0, version >= 6 ? 3UL : 0 };
        var size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
        var ruleset = (int)Kernel.Call(CreateRuleset, (nint)attributes, size, 0, 0);
        if (ruleset < 0)
            return false;
        try
        {
            foreach (var (path, rights) in rules)
                Allow(ruleset, path, rights & handled);
            return Kernel.Call(RestrictSelf, ruleset, 0, 0, 0) == 0;
        }
        finally
        {
            _ = Kernel.Close(ruleset);
        }
    }

    private static void Allow(int ruleset, string path, ulong rights)
    {
        var descriptor = Kernel.Open(path, OpenPath);
        if (descriptor < 0)
            return;
        var ofFile = File.Exists(path) ? rights & (Execute | WriteFile | ReadFile | Truncate) : rights;
        var rule = new PathRule { Rights = ofFile, Descriptor = descriptor };
        _ = Kernel.Call(AddRule, ruleset, PathBeneath, (nint)(&rule), 0);
        _ = Kernel.Close(descriptor);
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Rights;
        public int Descriptor;
    }
}
