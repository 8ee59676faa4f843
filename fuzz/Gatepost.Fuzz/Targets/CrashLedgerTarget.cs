using System.Buffers.Binary;
using Gatepost.Fuzz.Memory;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// What a dying process leaves: the ledger of contents in flight and the history of deaths, whose records have the same size. The guard starts from
/// anything without a warning, since nothing is wrong with the disk here, and its files read the same when they are written again.
/// </summary>
internal sealed class CrashLedgerTarget : IFuzzTarget
{
    private const int RecordOctets = 56;

    private static readonly CrashGuardLimits Limits = new() { Remembered = 20 };

    public string Name => "crash-ledger";

    public string Summary => "the in-flight ledger and the history of deaths, as they are and with checksums mended; starts from anything";

    public IReadOnlyList<string> Words { get; } = ["\u0001\0\0\0", "\u0002\0\0\0", "\u0003\0\0\0", "\u0004\0\0\0", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\0\0\0\0\0\0\0\u0080", "\u00ff\u00ff\u00ff\u007f"];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input.ToArray());
        var mended = input.ToArray();
        for (var rest = mended.AsSpan(); rest.Length >= RecordOctets; rest = rest[RecordOctets..])
            BinaryPrimitives.WriteUInt32LittleEndian(rest, Crc32C.Of(rest[4..RecordOctets]));
        Check(mended);
    }

    private static void Check(byte[] octets)
    {
        var history = Read(octets);
        var written = history.ToOctets();
        Expect.Equal(written, Read(written).ToOctets(), "the history of deaths written again");
        var disk = new MemoryDisk();
        disk.Put("crash-guard/in-flight", octets);
        disk.Put("crash-guard/deaths", octets);
        Start(disk, out var content);
        var place = InspectionPlace.InProcess;
        for (var start = 0; start < 3; start++)
        {
            var ledger = Start(disk, out _);
            var next = ledger.Judge(content);
            Expect.That(next >= place || next >= InspectionPlace.ChildProcess, $"a content that was at {place} is at {next} after a start");
            place = next;
        }
    }

    /// <summary>One start; then a content goes in, and the process dies.</summary>
    private static InFlightLedger Start(MemoryDisk disk, out byte[] content)
    {
        var log = new ErrorLog<InFlightLedger>();
        var ledger = new InFlightLedger(disk, Limits, new FrozenTime(), log);
        var start = ledger.Start();
        Expect.That(start.InFlight >= 0 && start.RecentDeaths >= 0, "less than nothing in flight");
        content = new byte[32];
        ledger.Judge(content);
        ledger.Enter(default, content);
        var trouble = log.Entries.Find(entry => !entry.Text.StartsWith("The last process did not end", StringComparison.Ordinal));
        Expect.That(trouble == default, $"a healthy disk, and yet: {trouble.Text}");
        return ledger;
    }

    private static DeathHistory Read(byte[] octets)
    {
        var history = new DeathHistory(Limits);
        history.Read(new MemoryFile(octets));
        return history;
    }
}
