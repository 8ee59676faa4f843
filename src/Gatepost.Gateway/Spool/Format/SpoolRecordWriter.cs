using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>Builds records in a buffer. A record above the limit is an <see cref="IOException"/>: no reader would take it.</summary>
internal static class SpoolRecordWriter
{
    /// <summary>Adds the record that commits.</summary>
    public static void Commit(PooledOctets buffer, SpoolRecord record, ReadOnlySpan<byte> sha256, SpoolLimits limits)
    {
        var start = Begin(buffer);
        buffer.Write(sha256);
        Json(buffer, record);
        End(buffer, start, SpoolRecordType.Commit, limits);
    }

    /// <summary>Adds a record of states.</summary>
    public static void States(PooledOctets buffer, ImmutableArray<RecipientUpdate> updates, SpoolLimits limits)
    {
        var start = Begin(buffer);
        Json(buffer, updates);
        End(buffer, start, SpoolRecordType.States, limits);
    }

    /// <summary>Adds a record of replaced copies.</summary>
    public static void Copies(PooledOctets buffer, SpoolRecord record, ImmutableArray<RecipientUpdate> updates, SpoolLimits limits)
    {
        var start = Begin(buffer);
        var prefix = buffer.Length;
        buffer.Write([0, 0, 0, 0]);
        Json(buffer, record);
        BinaryPrimitives.WriteInt32LittleEndian(buffer.Written[prefix..], buffer.Length - prefix - sizeof(int));
        Json(buffer, updates);
        End(buffer, start, SpoolRecordType.Copies, limits);
    }

    private static int Begin(PooledOctets buffer)
    {
        var start = buffer.Length;
        buffer.GetSpan(SpoolRecordFrame.Octets);
        buffer.Advance(SpoolRecordFrame.Octets);
        return start;
    }

    private static void End(PooledOctets buffer, int start, SpoolRecordType type, SpoolLimits limits)
    {
        var record = buffer.Written[start..];
        if (record.Length - SpoolRecordFrame.Octets > limits.RecordOctets)
            throw new IOException(FormattableString.Invariant($"A spool record of {record.Length} octets is over the limit of {limits.RecordOctets}."));
        SpoolRecordFrame.Write(record, type);
    }

    private static void Json(PooledOctets buffer, SpoolRecord record)
    {
        using var json = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(json, record, GatepostJson.Default.SpoolRecord);
    }

    private static void Json(PooledOctets buffer, ImmutableArray<RecipientUpdate> updates)
    {
        using var json = new Utf8JsonWriter(buffer);
        JsonSerializer.Serialize(json, ImmutableCollectionsMarshal.AsArray(updates)!, GatepostJson.Default.RecipientUpdateArray);
    }
}
