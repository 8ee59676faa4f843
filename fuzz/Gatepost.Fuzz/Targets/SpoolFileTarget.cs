using System.Buffers.Binary;
using Gatepost.Fuzz.Memory;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Files of the spool. Each input is read twice: as it is, and with its lengths and checksums mended, since no mutation would find its way past them.
/// Whatever the octets are, the outcome is a value; a message that is whole reads the same again when it is cut at its tail.
/// </summary>
internal sealed class SpoolFileTarget : IFuzzTarget
{
    private static readonly SpoolLimits Limits = new() { RecordOctets = 65_536 };

    public string Name => "spool-files";

    public string Summary => "spool files, as they are and with checksums mended; whole, withdrawn or damaged, never an exception";

    public IReadOnlyList<string> Words { get; } =
    [
        "GPSPOOL\n", "GPGONE.\n", "null", "[]", "{}", ",", "[null]", "\"copies\":", "\"recipients\":", "\"envelope\":", "\"address\":", "\"id\":", "\"status\":\"delivered\"", "\"status\":\"held\"", "\"recipient\":", "\"outcome\":\"hold\"", "\"edits\":",
        "\"edit\":\"tag-subject\"", "\"edit\":\"x\"", "\"number\":", "-1", "99999999999", "\"\\ud800\"", "\u0001\0\0\0", "\u0002\0\0\0", "\u0003\0\0\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input.ToArray());
        Check(Mended(input));
    }

    private static void Check(byte[] octets)
    {
        if (new SpoolFileReader(new MemoryFile(octets), Limits).Read() is not SpoolReading.Whole whole)
            return;
        Expect.That(whole.Tail <= octets.Length && whole.IsTorn == whole.Tail < octets.Length && SpoolHeader.Octets + whole.ContentLength < whole.Tail, $"the tail of {octets.Length} octets is at {whole.Tail}");
        Expect.That(whole.States.Length == whole.Record.Envelope.Recipients.Length, "a recipient without a state");
        Expect.That(RecipientStates.Fault(whole.Record, whole.States) is null, "a whole record with a fault");
        foreach (var recipient in whole.Record.Envelope.Recipients)
            Expect.That(recipient.Address.ToString().Length >= 0, "a recipient without an address");
        foreach (var copy in whole.Record.Copies)
            Expect.That(copy.Edits.All(edit => edit is not null), "an edit that is none");
        var again = new SpoolFileReader(new MemoryFile(octets[..(int)whole.Tail]), Limits).Read();
        Expect.That(again is SpoolReading.Whole { IsTorn: false } cut && cut.Tail == whole.Tail && cut.States.SequenceEqual(whole.States), "cut at its tail it is another message");
        CheckLog(whole);
    }

    /// <summary>A start says every message's lines again.</summary>
    private static void CheckLog(SpoolReading.Whole whole) => SpoolLogReplay.Message(whole.Record, whole.ContentLength, null);

    private static byte[] Mended(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        if (octets.Length < SpoolHeader.Octets)
            return octets;
        var header = octets.AsSpan(0, SpoolHeader.Octets);
        "GPSPOOL\n"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], header[8] % 2 == 0 ? SpoolHeader.WithNextHops : SpoolHeader.First);
        var room = octets.Length - SpoolHeader.Octets;
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
        length = length < 0 || length > room ? Math.Abs(length % (room + 1)) : length;
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C.Of(header[..60]));
        MendRecords(octets.AsSpan(SpoolHeader.Octets + (int)length));
        return octets;
    }

    private static void MendRecords(Span<byte> rest)
    {
        while (rest.Length > SpoolRecordFrame.Octets)
        {
            var length = (int)Math.Min(SpoolRecordFrame.PayloadLength(rest), (uint)(rest.Length - SpoolRecordFrame.Octets));
            var record = rest[..(SpoolRecordFrame.Octets + length)];
            SpoolRecordFrame.Write(record, SpoolRecordFrame.Type(record));
            rest = rest[record.Length..];
        }
    }
}
