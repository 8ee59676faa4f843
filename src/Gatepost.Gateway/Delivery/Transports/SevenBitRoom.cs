using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>
/// The room for messages that are made seven-bit: a bound over the memory of all conversions that run, who comes when it is full waits his turn; and a place for
/// the results, which may wait long for a slow next hop, and are no load on memory then. Thread-safe.
/// </summary>
internal sealed class SevenBitRoom(ISpoolDisk disk, DeliveryLimits limits)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _held;

    public DeliveryLimits Limits => limits;

    /// <summary>Messages that wait for others' conversions to end.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>Waits, first come first served, until so many octets may be held; dispose what comes back when they are not any more.</summary>
    public async ValueTask<IDisposable> EnterAsync(long octets, CancellationToken cancellationToken)
    {
        // One that is larger than all of the room is let in alone: waiting would be for ever.
        var waiter = new Waiter(Math.Min(octets, limits.ConvertedOctetsAtOnce));
        lock (_lock)
        {
            _waiting.AddLast(waiter.Node);
            LetIn();
        }
        await using (cancellationToken.Register(() => Abandon(waiter, cancellationToken)))
            await waiter.Turn.Task;
        return new Seat(this, waiter.Octets);
    }

    /// <summary>Puts a result where it can be read until it is disposed: small ones stay in memory, large ones lie in the folder that each start empties.</summary>
    public KeptContent Keep(byte[] octets)
    {
        if (octets.Length <= limits.ConvertedOctetsInMemory)
            return new KeptContent(new SmtpContent(() => new MemoryStream(octets, writable: false), octets.Length), null);
        var path = $"{SpoolFilePlace.Incoming}/{Guid.NewGuid():N}{SpoolFilePlace.Made}";
        var length = octets.Length;
        try
        {
            using var file = disk.Open(path, FileMode.CreateNew, FileAccess.Write);
            file.Write(octets, 0);
        }
        catch
        {
            disk.Delete(path);
            throw;
        }
        return new KeptContent(
            new SmtpContent(() => new SpoolFileStream(disk.Open(path, FileMode.Open, FileAccess.Read), 0, length), length), () => disk.Delete(path));
    }

    private void LetIn()
    {
        while (_waiting.First is { Value: var next } && (_held == 0 || _held + next.Octets <= limits.ConvertedOctetsAtOnce))
        {
            _waiting.RemoveFirst();
            _held += next.Octets;
            next.Turn.SetResult();
        }
    }

    private void Abandon(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return;
            _waiting.Remove(waiter.Node);
            LetIn();
        }
        waiter.Turn.TrySetCanceled(cancellationToken);
    }

    private void Leave(long octets)
    {
        lock (_lock)
        {
            _held -= octets;
            LetIn();
        }
    }

    private sealed class Waiter
    {
        public Waiter(long octets) => (Octets, Node) = (octets, new LinkedListNode<Waiter>(this));

        public long Octets { get; }

        public LinkedListNode<Waiter> Node { get; }

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Seat(SevenBitRoom room, long octets) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                room.Leave(octets);
        }
    }
}

/// <summary>A converted message, for as long as an attempt needs it.</summary>
internal sealed class KeptContent(SmtpContent content, Action? remove) : IDisposable
{
    public SmtpContent Content => content;

    public void Dispose()
    {
        try
        {
            remove?.Invoke();
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }
}
