using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using Gatepost.Mail.Extraction;

namespace Gatepost.Extraction.Isolation;

/// <summary>
/// Locks the worker in, in two steps: limits and file rules hold for a thread and what it executes, so the first step executes the program anew; the filter of system calls forbids just that, and
/// comes second. A kernel that lacks one of them leaves the others in force, and the worker says so.
/// </summary>
public static unsafe class Cage
{
    // Of Linux on every processor that .NET runs on.
    private const int CpuSeconds = 0;
    private const int FileOctets = 1;
    private const int CoreOctets = 4;
    private const int OpenFiles = 7;

    // A worker that nobody ends any more: far above what all its jobs may take before it is replaced.
    private const ulong WholeLifeSeconds = 1_200;
    // Above the bound of one unpacked file.
    private const ulong LargestFile = 1UL << 30;
    private const ulong Descriptors = 256;
    // Of today's kernels 41 have names.
    private const nuint Capabilities = 64;
    // Mail that needs no opening goes before mail that does.
    private const int Niceness = 5;

    /// <summary>
    /// The first step. Returns only where the program could not be executed anew, with the reason: then nothing is locked.
    /// </summary>
    /// <param name="scratch">The one folder that may be written to.</param>
    /// <param name="program">Our own executable.</param>
    /// <param name="arguments">What it is given, without its name.</param>
    public static string Enter(string scratch, string program, IReadOnlyList<string> arguments)
    {
        Limit(CpuSeconds, WholeLifeSeconds);
        Limit(FileOctets, LargestFile);
        Limit(CoreOctets, 0);
        Limit(OpenFiles, Descriptors);
        DropCapabilities();
        _ = Kernel.Control(Kernel.SetNoNewPrivileges, 1, 0, 0, 0);
        var isRestricted = Landlock.Restrict(VisiblePaths(scratch, program));
        using var argumentList = new StringList([program, .. arguments]);
        using var environment = new StringList([.. Variables(isRestricted)]);
        _ = Kernel.Execute(program, argumentList.Pointers, environment.Pointers);
        return $"{program} could not be executed (error {Marshal.GetLastPInvokeError()})";
    }

    /// <summary>The name of the variable by which the second step knows the first.</summary>
    public const string RulesVariable = "GATEPOST_EXTRACTOR_RULES";

    /// <summary>The second step: the filter, and a look at what holds.</summary>
    internal static ExtractorHello Close(IEnumerable<string> types)
    {
        _ = Kernel.Control(Kernel.SetNoNewPrivileges, 1, 0, 0, 0);
        StepBack();
        var isFiltered = Seccomp.Apply();
        return new ExtractorHello
        {
            Protocol = ExtractorHello.CurrentProtocol,
            Types = [.. types],
            FileRules = Environment.GetEnvironmentVariable(RulesVariable) == "1" ? Landlock.Version() : 0,
            CallFilter = isFiltered,
            CanOpenSocket = CanOpenSocket(),
            CanReadOutside = CanRead("/etc/passwd"),
        };
    }

    /// <summary>What a runtime looks at: its own files, libraries, time zones, what the kernel says of the machine. Nothing of other users, no settings, no mail.</summary>
    private static IEnumerable<(string Path, ulong Rights)> VisiblePaths(string scratch, string program)
    {
        yield return (scratch, Landlock.MayWrite);
        yield return (AppContext.BaseDirectory, Landlock.MayExecute);
        yield return (program, Landlock.MayExecute);
        // .../shared/Microsoft.NETCore.App/10.0.0/ lies three below the host; a self-contained build has both in one.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        yield return (runtime, Landlock.MayExecute);
        if (runtime.Contains("/shared/", StringComparison.Ordinal))
            yield return (runtime[..runtime.LastIndexOf("/shared/", StringComparison.Ordinal)], Landlock.MayExecute);
        foreach (var libraries in (string[])["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"])
            yield return (libraries, Landlock.MayExecute);
        foreach (var readable in (string[])["/usr/share/zoneinfo", "/usr/share/icu", "/etc/ld.so.cache", "/etc/dotnet", "/etc/localtime", "/proc", "/sys/fs/cgroup", "/sys/devices/system", "/dev/urandom"])
            yield return (readable, Landlock.MayRead);
        yield return ("/dev/null", Landlock.MayWrite);
    }

    private static IEnumerable<string> Variables(bool isRestricted)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name && name != RulesVariable)
                yield return $"{name}={variable.Value}";
        }
        yield return $"{RulesVariable}={(isRestricted ? "1" : "0")}";
    }

    /// <summary>Only now, so that the start itself is quick. Priorities are those of threads; new threads have that of who made them.</summary>
    private static void StepBack()
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (int.TryParse(Path.GetFileName(task), NumberStyles.None, CultureInfo.InvariantCulture, out var thread))
                _ = Kernel.SetPriority(0, thread, Niceness);
        }
    }

    /// <summary>Those that a service has for its ports, and those of root: what is executed next has none.</summary>
    private static void DropCapabilities()
    {
        _ = Kernel.Control(Kernel.AmbientCapabilities, Kernel.ClearAll, 0, 0, 0);
        for (nuint capability = 0; capability < Capabilities; capability++)
            _ = Kernel.Control(Kernel.DropFromBoundingSet, capability, 0, 0, 0);
    }

    private static void Limit(int resource, ulong value)
    {
        var both = stackalloc ulong[2] { value, value };
        _ = Kernel.SetLimit(resource, both);
    }

    private static bool CanOpenSocket()
    {
        const int internet = 2;
        const int stream = 1;
        var descriptor = Kernel.Socket(internet, stream, 0);
        if (descriptor < 0)
            return false;
        _ = Kernel.Close(descriptor);
        return true;
    }

    private static bool CanRead(string path)
    {
        var descriptor = Kernel.Open(path, 0);
        if (descriptor < 0)
            return false;
        _ = Kernel.Close(descriptor);
        return true;
    }

    /// <summary>A list of strings as the kernel takes it: pointers with a null at the end.</summary>
    private sealed class StringList : IDisposable
    {
        private readonly nint[] _strings;
        private readonly byte** _pointers;

        public StringList(IReadOnlyList<string> texts)
        {
            _strings = [.. texts.Select(text => Marshal.StringToCoTaskMemUTF8(text))];
            _pointers = (byte**)NativeMemory.AllocZeroed((nuint)(_strings.Length + 1), (nuint)sizeof(byte*));
            for (var index = 0; index < _strings.Length; index++)
                _pointers[index] = (byte*)_strings[index];
        }

        public byte** Pointers => _pointers;

        public void Dispose()
        {
            NativeMemory.Free(_pointers);
            foreach (var text in _strings)
                Marshal.FreeCoTaskMem(text);
        }
    }
}
