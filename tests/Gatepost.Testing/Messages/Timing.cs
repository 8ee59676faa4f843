using System.Runtime.InteropServices;

namespace Gatepost.Testing.Messages;

/// <summary>For tests of hostile input: processor time of the thread, so that neighbours on a busy machine do not count.</summary>
public static class Timing
{
    /// <summary>Code is compiled well only after some runs, and later on a busy machine; what is slow by its nature is slow in each of them.</summary>
    private const int Runs = 12;

    /// <summary>The best of some runs; the first that stays under the limit is enough.</summary>
    public static TimeSpan Best(TimeSpan limit, Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < Runs && best >= limit; run++)
        {
            var start = ThreadTime();
            action();
            var elapsed = ThreadTime() - start;
            best = elapsed < best ? elapsed : best;
        }
        return best;
    }

    private static TimeSpan ThreadTime()
    {
        if (NativeMethods.GetTime(NativeMethods.ThreadCpuTime, out var time) != 0)
            throw new PlatformNotSupportedException("clock_gettime");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / 100);
    }

    private static class NativeMethods
    {
        internal const int ThreadCpuTime = 3;

        [DllImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        internal static extern int GetTime(int clock, out Time time);
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Time
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
