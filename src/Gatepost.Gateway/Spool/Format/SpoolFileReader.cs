using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>
/// Reads header and records of one spool file; the content is left to its readers. Whatever the octets are, the outcome is a value;
/// <see cref="IOException"/> only when the disk cannot read.
/// </summary>
internal sealed class SpoolFileReader(ISpoolFile file, SpoolLimits limits)
{
    private readonly long _length = file.Length;
    private SpoolRecord? _record;
    private ImmutableArray<RecipientUpdate> _states = [];
    private byte[] _sha256 = [];
    private string? _fault;

    /// <summary>Reads all records.</summary>
    public SpoolReading Read()
    {
        Span<byte> octets = stackalloc byte[SpoolHeader.Octets];
        var read = SpoolFileOctets.ReadFully(file, octets, 0);
        if (SpoolHeader.IsWithdrawn(octets[..read]))
            return new SpoolReading.Withdrawn();
        var header = SpoolHeader.Read(octets[..read], out var fault);
        if (fault is not null)
            return new SpoolReading.Damaged(fault);
        if (header.ContentLength > _length - SpoolHeader.Octets)
            return new SpoolReading.Damaged("ends inside its content");
        return ReadRecords(header);
    }

    private SpoolReading ReadRecords(SpoolHeader header)
    {
        var tail = SpoolHeader.Octets + header.ContentLength;
        if (ReadRecord(tail) is not { } commit)
            return new SpoolReading.Damaged("has a damaged or unfinished commit record");
        TakeCommit(commit, header.Id);
        while (_fault is null)
        {
            tail += SpoolRecordFrame.Octets + commit.Payload.Length;
            if (tail == _length || ReadRecord(tail) is not { } next)
                return End(header, tail);
            commit = next;
            Take(next);
        }
        return new SpoolReading.Damaged(_fault);
    }

    private SpoolReading End(SpoolHeader header, long tail)
    {
        var torn = tail < _length;
        if (torn && !IsTornAppend(tail))
            return new SpoolReading.Damaged(FormattableString.Invariant($"has a damaged record at octet {tail}, with whole ones behind it"));
        return new SpoolReading.Whole(_record!, _states, _sha256, header.ContentLength, tail, torn);
    }

    /// <summary>An append is repaired before the next one, so that what a crash tore is the last record, and nothing whole follows it.</summary>
    private bool IsTornAppend(long tail)
    {
        var rest = _length - tail;
        if (rest > SpoolRecordFrame.Octets + (long)limits.RecordOctets)
            return false;
        var octets = new byte[rest];
        var read = SpoolFileOctets.ReadFully(file, octets, tail);
        return !SpoolRecordFrame.OccursIn(octets.AsSpan(0, read));
    }

    private (SpoolRecordType Type, byte[] Payload)? ReadRecord(long position)
    {
        Span<byte> frame = stackalloc byte[SpoolRecordFrame.Octets];
        if (SpoolFileOctets.ReadFully(file, frame, position) < frame.Length)
            return null;
        var length = SpoolRecordFrame.PayloadLength(frame);
        if (length == 0 || length > limits.RecordOctets || length > _length - position - frame.Length)
            return null;
        var payload = new byte[length];
        if (SpoolFileOctets.ReadFully(file, payload, position + frame.Length) < payload.Length || !SpoolRecordFrame.IsWhole(frame, payload))
            return null;
        return (SpoolRecordFrame.Type(frame), payload);
    }

    private void TakeCommit((SpoolRecordType Type, byte[] Payload) commit, MailId id)
    {
        if (commit.Type != SpoolRecordType.Commit || commit.Payload.Length <= SHA256.HashSizeInBytes)
        {
            _fault = "has no commit record behind its content";
            return;
        }
        _sha256 = commit.Payload[..SHA256.HashSizeInBytes];
        SetRecord(commit.Payload.AsSpan(SHA256.HashSizeInBytes));
        if (_fault is null && _record!.Id != id)
            _fault = "has a header and a record of different messages";
        if (_fault is null)
            _states = RecipientStates.Initial(_record!);
    }

    private void Take((SpoolRecordType Type, byte[] Payload) record)
    {
        switch (record.Type)
        {
            case SpoolRecordType.States:
                Apply(record.Payload);
                break;
            case SpoolRecordType.Copies:
                TakeCopies(record.Payload);
                break;
            default:
                _fault = FormattableString.Invariant($"holds a record of type {(uint)record.Type}, which this release does not know");
                break;
        }
    }

    private void TakeCopies(ReadOnlySpan<byte> payload)
    {
        var length = payload.Length < sizeof(int) ? -1 : BinaryPrimitives.ReadInt32LittleEndian(payload);
        if (length < 0 || length > payload.Length - sizeof(int))
        {
            _fault = "has a record of copies without sense";
            return;
        }
        var before = _record!;
        SetRecord(payload.Slice(sizeof(int), length));
        if (_fault is null && (_record!.Id != before.Id || _record.Envelope.Recipients.Length != before.Envelope.Recipients.Length))
            _fault = "has copies of another message";
        if (_fault is null)
            Apply(payload[(sizeof(int) + length)..]);
    }

    private void SetRecord(ReadOnlySpan<byte> json)
    {
        try
        {
            _record = JsonSerializer.Deserialize(json, GatepostJson.Default.SpoolRecord);
            _fault = _record is null ? "has an empty record" : RecipientStates.Fault(_record, _states);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            _fault = "has a record that cannot be read: " + exception.Message;
        }
    }

    private void Apply(ReadOnlySpan<byte> json)
    {
        try
        {
            var updates = JsonSerializer.Deserialize(json, GatepostJson.Default.RecipientUpdateArray) ?? [];
            if (updates.Any(update => update is null || update.Recipient < 0 || update.Recipient >= _states.Length))
                _fault = "has a state of a recipient that it does not have";
            else
                _states = RecipientStates.Apply(_record!, _states, [.. updates], out _);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or ArgumentException)
        {
            _fault = "has states that cannot be read: " + exception.Message;
        }
    }
}
