using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Takes content that is not yet committed; disposing it without commit removes what was written. Small content waits in memory and costs one
/// write at the commit; larger content goes to its file in chunks as it arrives. Used by one thread at a time.
/// </summary>
public sealed class SpoolIntake : IContentWriter
{
    /// <summary>A small write costs a call for nothing; above this more size gains nothing.</summary>
    private const int SmallestChunk = 65_536;

    private readonly ISpoolDisk _disk;
    private readonly DiskThreads _threads;
    private readonly SpoolLimits _limits;
    private readonly PooledOctets _buffer = new(4_096);
    private ISpoolFile? _file;
    private IncrementalHash? _hash;
    private long _inFile;
    private MessageContent? _content;
    private bool _closed;

    internal SpoolIntake(MailId id, ISpoolDisk disk, DiskThreads threads, SpoolLimits limits)
    {
        (Id, _disk, _threads, _limits) = (id, disk, threads, limits);
        Place = new SpoolFilePlace(SpoolFilePlace.In(SpoolFilePlace.Incoming, id));
    }

    /// <summary>The message it is for.</summary>
    public MailId Id { get; }

    /// <summary>Where the file lies, or will.</summary>
    internal SpoolFilePlace Place { get; }

    /// <summary>Octets so far.</summary>
    internal long Length => _inFile + _buffer.Length;

    /// <summary>Octets that are gathered before they go to the file.</summary>
    private int Chunk => Math.Max(_limits.MemoryOctets, SmallestChunk);

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_content is not null)
            throw new InvalidOperationException("The content is complete.");
        foreach (var segment in octets)
        {
            for (var rest = segment; rest.Length > 0;)
            {
                var take = Math.Min(rest.Length, Chunk - _buffer.Length);
                _buffer.Write(rest.Span[..take]);
                rest = rest[take..];
                if (rest.Length > 0)
                    await _threads.RunAsync(Spill);
            }
        }
    }

    /// <summary>Ends the content; from now on it can be read (for inspection), before it is committed. Not yet durable. Idempotent.</summary>
    public MessageContent Complete()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _content ??= _file is null && _buffer.Length <= _limits.MemoryOctets ? KeepInMemory() : KeepInFile();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_closed)
            return ValueTask.CompletedTask;
        var written = _file is not null;
        Close();
        if (written)
            RemoveQuietly();
        return ValueTask.CompletedTask;
    }

    /// <summary>Writes what is not yet in the file, and the commit record; the file is open until <see cref="Close"/>.</summary>
    internal ISpoolFile WriteAll(PooledOctets buffer, SpoolRecord record, MessageContent content, out long tail)
    {
        var start = SpoolHeader.Octets + _inFile;
        if (content.TryGetMemory(out var octets))
        {
            start = 0;
            WriteHeader(buffer, content.Length, record);
            buffer.Write(octets.Span);
        }
        SpoolRecordWriter.Commit(buffer, record, content.Sha256.Span, _limits);
        _file ??= Create();
        _file.Write(buffer.Written, start);
        tail = start + buffer.Length;
        if (start > 0)
        {
            buffer.Clear();
            WriteHeader(buffer, content.Length, record);
            _file.Write(buffer.Written, 0);
        }
        return _file;
    }

    /// <summary>Lets go of memory and file handle.</summary>
    internal void Close()
    {
        _closed = true;
        _buffer.Dispose();
        _hash?.Dispose();
        _file?.Dispose();
    }

    private void WriteHeader(PooledOctets buffer, long length, SpoolRecord record)
    {
        var format = record.FrontNextHop is null ? SpoolHeader.First : SpoolHeader.WithNextHops;
        new SpoolHeader(Id, length, format).Write(buffer.GetSpan(SpoolHeader.Octets));
        buffer.Advance(SpoolHeader.Octets);
    }

    private MemoryContent KeepInMemory()
    {
        // A copy of its own, not a rented array: an inspector that runs past its deadline may still read it when the session has ended.
        var octets = _buffer.Written.ToArray();
        _buffer.Dispose();
        return new MemoryContent(octets, SHA256.HashData(octets));
    }

    private StoredContent KeepInFile()
    {
        Spill();
        _buffer.Dispose();
        return new StoredContent(_disk, Place, _inFile, _hash.GetHashAndReset());
    }

    [MemberNotNull(nameof(_hash))]
    private void Spill()
    {
        _file ??= Create();
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _file.Write(_buffer.Written, SpoolHeader.Octets + _inFile);
        _hash.AppendData(_buffer.Written);
        _inFile += _buffer.Length;
        _buffer.Clear();
    }

    private ISpoolFile Create() => _disk.Open(Place.Path, FileMode.CreateNew, FileAccess.Write);

    private void RemoveQuietly()
    {
        try
        {
            _disk.Delete(Place.Path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next start removes what lies in incoming.
        }
    }
}
