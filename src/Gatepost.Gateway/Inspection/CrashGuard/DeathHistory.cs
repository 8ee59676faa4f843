using System.Buffers.Binary;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>
/// When the process died, and which contents were in flight then: a small file that is written anew, durably, at each start that finds a death.
/// Records of fixed size, little-endian: CRC-32C of what follows (4), kind (1), reserved (3), count (4), reserved (4), Unix milliseconds (8), then the
/// run's id and zeros (32) or a SHA-256 (32). Not thread-safe.
/// </summary>
internal sealed class DeathHistory(CrashGuardLimits limits)
{
    private const int RecordOctets = 56;
    private const byte DeathKind = 1;
    private const byte ContentKind = 2;

    /// <summary>The end of the year 9999: a later time is none that we wrote.</summary>
    private const long LatestMilliseconds = 253_402_300_799_999;

    /// <summary>Deaths of one content that are counted: far beyond any limit, and no sum of them overflows.</summary>
    private const int MostDeaths = 1_000_000;

    private readonly Dictionary<ContentHash, ContentDeaths> _contents = [];
    private readonly List<Death> _deaths = [];

    /// <summary>How often a content was in flight at a death.</summary>
    public int Of(ContentHash content) => _contents.TryGetValue(content, out var deaths) ? deaths.Count : 0;

    /// <summary>Deaths at or after a time.</summary>
    public int Since(DateTimeOffset time) => _deaths.Count(death => death.At >= time);

    /// <summary>Adds a death. A run is counted once, also when the process dies again while it takes note.</summary>
    public void Add(Guid run, IEnumerable<ContentHash> inFlight, DateTimeOffset now)
    {
        if (_deaths.Any(death => death.Run == run))
            return;
        _deaths.Add(new Death(now, run));
        foreach (var content in inFlight.Distinct())
            _contents[content] = new ContentDeaths(now, Of(content) + 1);
    }

    /// <summary>Forgets what is old, and the oldest of what is too much.</summary>
    public void Prune(DateTimeOffset now)
    {
        var oldest = now - limits.Memory;
        _deaths.RemoveAll(death => death.At < oldest);
        if (_deaths.Count > limits.Remembered)
            _deaths.RemoveRange(0, _deaths.Count - limits.Remembered);
        var kept = _contents.Where(content => content.Value.At >= oldest).OrderByDescending(content => content.Value.At).Take(limits.Remembered).ToList();
        _contents.Clear();
        foreach (var (content, deaths) in kept)
            _contents.Add(content, deaths);
    }

    /// <summary>Reads a file as far as it is whole.</summary>
    public void Read(ISpoolFile file)
    {
        Span<byte> record = stackalloc byte[RecordOctets];
        for (var at = 0L; _deaths.Count + _contents.Count < 2 * limits.Remembered; at += RecordOctets)
        {
            if (SpoolFileOctets.ReadFully(file, record, at) < RecordOctets || BinaryPrimitives.ReadUInt32LittleEndian(record) != Crc32C.Of(record[4..]))
                return;
            var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
            if (milliseconds is < 0 or > LatestMilliseconds)
                return;
            var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            if (record[4] == DeathKind)
                _deaths.Add(new Death(time, new Guid(record[24..40], bigEndian: true)));
            else if (record[4] == ContentKind)
                _contents[ContentHash.Read(record[24..])] = new ContentDeaths(time, Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(record[8..]), 0, MostDeaths));
        }
    }

    /// <summary>All of it as octets.</summary>
    public byte[] ToOctets()
    {
        var octets = new byte[(_deaths.Count + _contents.Count) * RecordOctets];
        var rest = octets.AsSpan();
        foreach (var death in _deaths)
        {
            death.Run.TryWriteBytes(rest[24..40], bigEndian: true, out _);
            rest = Seal(rest, DeathKind, death.At, count: 1);
        }
        foreach (var (content, deaths) in _contents)
        {
            content.Write(rest[24..RecordOctets]);
            rest = Seal(rest, ContentKind, deaths.At, deaths.Count);
        }
        return octets;
    }

    private static Span<byte> Seal(Span<byte> record, byte kind, DateTimeOffset time, int count)
    {
        record[4] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], count);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], time.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc32C.Of(record[4..RecordOctets]));
        return record[RecordOctets..];
    }

    private readonly record struct Death(DateTimeOffset At, Guid Run);

    private readonly record struct ContentDeaths(DateTimeOffset At, int Count);
}
