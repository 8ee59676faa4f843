using System.Globalization;

namespace Gatepost.Gateway.Extraction;

/// <summary>What a process uses, as the kernel says (<c>/proc</c>).</summary>
/// <param name="Resident">Octets in memory, shared libraries counted in.</param>
/// <param name="Cpu">User and system time so far.</param>
internal readonly record struct ProcessUsage(long Resident, TimeSpan Cpu)
{
    // USER_HZ, which is 100 on every processor that .NET runs on.
    private const int TicksPerSecond = 100;

    private const int UserTimeField = 11;
    private const int SystemTimeField = 12;
    private const int ResidentField = 21;

    /// <summary>Null where the process is gone.</summary>
    public static ProcessUsage? Read(int processId)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            // The name, in parentheses, may hold anything: what follows the last one is numbers.
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = Number(fields[UserTimeField]) + Number(fields[SystemTimeField]);
            return new ProcessUsage(Number(fields[ResidentField]) * Environment.SystemPageSize, TimeSpan.FromSeconds((double)ticks / TicksPerSecond));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
