using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gatepost.Commands.Doctor;

/// <summary>Whether the clock is kept right: dates of mail, retries, certificates and signatures hang on it.</summary>
internal sealed partial class ClockCheck : ILocalCheck
{
    /// <summary>sizeof(struct timex) of Linux on 64 bits, and where its status is; adjtimex(2).</summary>
    private const int TimexOctets = 208;
    private const int StatusOffset = 40;
    private const int Unsynchronised = 0x40;

    public string Name => "clock";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        var now = patient.Time.GetUtcNow();
        var timex = new byte[TimexOctets];
        if (AdjustCall(timex) < 0)
            yield return Diagnosis.Skipped("the kernel does not tell whether the clock is kept right");
        else if ((BinaryPrimitives.ReadInt32LittleEndian(timex.AsSpan(StatusOffset)) & Unsynchronised) != 0)
            yield return Diagnosis.Warning($"nobody keeps the clock right; it says {now:yyyy-MM-dd HH:mm:ss} UTC", "install chrony or systemd-timesyncd; in a container the host does it");
        else
            yield return Diagnosis.Ok($"the clock is kept right; it says {now:yyyy-MM-dd HH:mm:ss} UTC");
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static partial int AdjustCall([In, Out] byte[] timex);
}
