using Gatepost.Mail.Extraction;

namespace Gatepost.Extraction.Tests.Formats;

/// <summary>Opens with all the time of the world: tests hold on slow machines, too.</summary>
internal static class Patient
{
    private static readonly ExtractionBudget Budget = new() { Time = TimeSpan.FromHours(1), CpuTime = TimeSpan.FromHours(10) };

    public static Opening Open(byte[] octets, params string[] passwords) => Opening.OpenAll(octets, null, Budget, passwords);
}
