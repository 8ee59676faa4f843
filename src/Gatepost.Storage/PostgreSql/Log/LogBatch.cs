using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Storage.Shared;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Lines of one day, each key once: an upsert takes no row twice. Which of two lines wins is decided here as the statements decide it between a line and a row.
/// Everything is in the order of its keys, so that two nodes that load at once never wait for each other in a circle.
/// </summary>
internal sealed class LogBatch
{
    private readonly SortedDictionary<Guid, MessageLogged> _messages = new(IdOrder.Instance);
    private readonly SortedDictionary<(Guid, int), LogState> _states = new(IdOrder.Instance);
    private readonly SortedDictionary<(Guid, int, int), AttemptLogged> _attempts = new(IdOrder.Instance);
    private readonly SortedDictionary<(Guid, int), RefusalLogged> _refusals = new(IdOrder.Instance);

    public LogBatch(IEnumerable<LogEntry> entries)
    {
        foreach (var entry in entries)
            Add(entry);
    }

    public IReadOnlyCollection<MessageLogged> Messages => _messages.Values;

    public IReadOnlyCollection<LogState> States => _states.Values;

    public IReadOnlyCollection<AttemptLogged> Attempts => _attempts.Values;

    public IReadOnlyCollection<RefusalLogged> Refusals => _refusals.Values;

    /// <summary>Every address that a line names.</summary>
    public IEnumerable<string> Addresses() => _messages.Values.Select(message => message.Sender)
        .Concat(_messages.Values.SelectMany(message => message.Recipients).Select(recipient => recipient.Address))
        .Concat(_refusals.Values.SelectMany(refusal => new[] { refusal.Sender, refusal.Recipient }).OfType<string>());

    /// <summary>The hours of the day (UTC) whose books its lines change.</summary>
    public IEnumerable<int> Hours() =>
        _messages.Keys.Concat(_states.Keys.Select(key => key.Item1)).Select(id => new MailId(id).Time.UtcDateTime.Hour).Distinct().Order();

    private void Add(LogEntry entry)
    {
        switch (entry)
        {
            case MessageLogged message:
                if (!_messages.TryGetValue(message.MailId.Value, out var older) || message.At > older.At)
                    _messages[message.MailId.Value] = message;
                break;
            case StatusLogged status:
                var state = LogState.Of(status);
                if (!_states.TryGetValue(state.Key, out var other) || state.CompareTo(other) > 0)
                    _states[state.Key] = state;
                break;
            case AttemptLogged attempt:
                var key = (attempt.MailId.Value, attempt.Recipient, attempt.Attempt);
                if (!_attempts.TryGetValue(key, out var before) || IsNewer(attempt, before))
                    _attempts[key] = attempt;
                break;
            case RefusalLogged refusal:
                _refusals.TryAdd((refusal.SessionId, refusal.Number), refusal);
                break;
        }
    }

    private static bool IsNewer(AttemptLogged attempt, AttemptLogged before)
    {
        var difference = LogValues.Milliseconds(attempt.At).CompareTo(LogValues.Milliseconds(before.At));
        if (difference == 0)
            difference = string.CompareOrdinal(attempt.Outcome, before.Outcome);
        if (difference == 0)
            difference = string.CompareOrdinal(attempt.Reply, before.Reply);
        return (difference == 0 ? string.CompareOrdinal(attempt.NextHop, before.NextHop) : difference) > 0;
    }

    /// <summary>The order in which PostgreSQL has ids, which is that of their octets and, with ids of version 7, of time.</summary>
    private sealed class IdOrder : IComparer<Guid>, IComparer<(Guid, int)>, IComparer<(Guid, int, int)>
    {
        public static IdOrder Instance { get; } = new();

        public int Compare(Guid x, Guid y)
        {
            Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
            x.TryWriteBytes(left, bigEndian: true, out _);
            y.TryWriteBytes(right, bigEndian: true, out _);
            return left.SequenceCompareTo(right);
        }

        public int Compare((Guid, int) x, (Guid, int) y) => Compare(x.Item1, y.Item1) is not 0 and var ids ? ids : x.Item2.CompareTo(y.Item2);

        public int Compare((Guid, int, int) x, (Guid, int, int) y) =>
            Compare((x.Item1, x.Item2), (y.Item1, y.Item2)) is not 0 and var first ? first : x.Item3.CompareTo(y.Item3);
    }
}

/// <summary>A recipient's state as it is stored.</summary>
internal readonly record struct LogState(MailId MailId, int Recipient, int Status, int Class, long At, long Rank, string? Note) : IComparable<LogState>
{
    public (Guid, int) Key => (MailId.Value, Recipient);

    public static LogState Of(StatusLogged line) => new(
        line.MailId, line.Recipient, (int)line.Status, LogValues.StatusClass(line.Status), LogValues.Milliseconds(line.At),
        LogValues.StatusRank(line.At, line.Status, isFirst: false), line.Note);

    public int CompareTo(LogState other) => (Class, At, Rank).CompareTo((other.Class, other.At, other.Rank));
}
