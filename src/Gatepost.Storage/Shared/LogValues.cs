using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Shared;

/// <summary>How values of log lines are stored.</summary>
internal static class LogValues
{
    private const int BrotliQuality = 4;
    private const int BrotliWindow = 18;

    /// <summary>Sixteen octets, big-endian, so that version 7 ids sort by time.</summary>
    public static byte[] Blob(Guid value) => value.ToByteArray(bigEndian: true);

    /// <summary>What every id of a time or later is not below: an id of version 7 begins with its milliseconds.</summary>
    public static byte[] FirstIdAt(DateTimeOffset time)
    {
        var id = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, Math.Max(0, Milliseconds(time)) << 16);
        return id;
    }

    public static Guid ToGuid(byte[] blob) => new(blob, bigEndian: true);

    public static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>What <see cref="Milliseconds"/> leaves out, in ticks of 100 ns, so that the newest of two lines of one millisecond is known.</summary>
    public static long Fraction(DateTimeOffset time) => time.UtcTicks % TimeSpan.TicksPerMillisecond;

    /// <summary>
    /// A later class is never undone by an earlier one, whatever the clocks said: waiting, in the quarantine, gone.
    /// Within a class the newest line wins.
    /// </summary>
    public static int StatusClass(RecipientStatus status) => status switch
    {
        RecipientStatus.Queued or RecipientStatus.Held => 0,
        RecipientStatus.Quarantined => 1,
        _ => 2,
    };

    /// <summary>Orders states of one millisecond: by ticks, then the first state of a message below any that was reported, then by how far it leads.</summary>
    public static long StatusRank(DateTimeOffset time, RecipientStatus status, bool isFirst) => Fraction(time) * 16 + (isFirst ? 0 : status switch
    {
        RecipientStatus.Held => 1,
        RecipientStatus.Queued => 2,
        RecipientStatus.Quarantined => 3,
        RecipientStatus.Delivered => 4,
        RecipientStatus.Bounced => 5,
        _ => 6,
    });

    /// <summary>The <see cref="Fraction"/> that a <see cref="StatusRank"/> holds.</summary>
    public static long FractionOfRank(long rank) => rank / 16;

    /// <summary>As a word: new dispositions may stand anywhere in the order of the enumeration.</summary>
    public static string Name(Disposition disposition) => JsonNamingPolicy.KebabCaseLower.ConvertName(disposition.ToString());

    public static Disposition ToDisposition(string name) =>
        Enum.Parse<Disposition>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    public static byte[] Compress(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(octets.Length)];
        return BrotliEncoder.TryCompress(octets, compressed, out var written, BrotliQuality, BrotliWindow)
            ? compressed[..written]
            : throw new InvalidOperationException("Brotli refused a buffer of the length that it asked for.");
    }

    public static string Decompress(byte[] compressed)
    {
        using var brotli = new BrotliStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var reader = new StreamReader(brotli, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
