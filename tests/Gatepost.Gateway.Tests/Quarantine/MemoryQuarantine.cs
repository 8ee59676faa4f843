using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;

namespace Gatepost.Gateway.Tests.Quarantine;

/// <summary>Rows and contents that outlive the process of a test, and fail at the call that a test names: before it is done, or after.</summary>
internal sealed class MemoryQuarantine : IQuarantineStore, IContentStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(MailId Id, int Recipient), QuarantinedMail> _rows = [];
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.Ordinal);

    /// <summary>Asked before and after each call; true fails it.</summary>
    public Func<bool>? Fault { get; set; }

    public List<QuarantinedMail> Rows
    {
        get
        {
            lock (_lock)
                return [.. _rows.Values.OrderBy(row => row.MailId).ThenBy(row => row.Recipient)];
        }
    }

    public Dictionary<string, byte[]> Contents
    {
        get
        {
            lock (_lock)
                return new(_contents);
        }
    }

    public Task<IReadOnlyDictionary<string, int>> CountByAreaAsync(CancellationToken cancellationToken) => Do(() =>
        (IReadOnlyDictionary<string, int>)_rows.Values.GroupBy(row => row.Area).ToDictionary(area => area.Key, area => area.Count()));

    public Task AddAsync(IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var row in rows.Where(row => !_rows.TryAdd((row.MailId, row.Recipient), row) && row.ArrivingOn is not null))
        {
            foreach (var there in Rows.Where(there => there.MailId == row.MailId && (there.Recipient == row.Recipient || there.ArrivingOn is not null)))
                _rows[(there.MailId, there.Recipient)] = there with { ArrivingOn = row.ArrivingOn };
        }
        foreach (var (key, row) in _rows.Where(pair => rows.Any(added => added.MailId == pair.Key.Id)).ToList())
            _rows[key] = row with { Record = rows.First(added => added.MailId == key.Id).Record };
        return 0;
    });

    public Task<IReadOnlyList<QuarantinedMail>> ListAsync(QuarantineQuery query, CancellationToken cancellationToken) => Do<IReadOnlyList<QuarantinedMail>>(() => Rows);

    public Task<IReadOnlyList<QuarantinedMail>> FindAsync(MailId id, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<QuarantinedMail>>(() => Rows.FindAll(row => row.MailId == id));

    public Task<int> RemoveAsync(MailId id, IReadOnlyList<int> recipients, CancellationToken cancellationToken) =>
        Do(() => recipients.Count(recipient => _rows.Remove((id, recipient))));

    public Task<int> CountReferencesAsync(string contentKey, IReadOnlyList<int> butNot, CancellationToken cancellationToken) =>
        Do(() => _rows.Values.Count(row => row.ContentKey == contentKey && !butNot.Contains(row.Recipient)));

    public Task<IReadOnlyList<int>> ClaimAsync(MailId id, IReadOnlyList<int> recipients, QuarantineClaim claim, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<int>>(() =>
        {
            var free = recipients.Where(recipient => _rows.TryGetValue((id, recipient), out var row) && row.Claim is null).ToList();
            free.ForEach(recipient => _rows[(id, recipient)] = _rows[(id, recipient)] with { Claim = claim });
            return free;
        });

    public Task CommittedAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var row in Rows.Where(row => row.MailId == id && row.Claim?.ReleasedAs == releasedAs))
            _rows[(id, row.Recipient)] = row with { Claim = row.Claim! with { IsCommitted = true } };
        return 0;
    });

    public Task<IReadOnlyList<MailId>> ArrivingAsync(string? node, int skip, int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<MailId>>(() => [.. Rows.Where(row => row.ArrivingOn is { } on && on == (node ?? on)).Select(row => row.MailId).Distinct().OrderBy(id => id.Value).Skip(skip).Take(count)]);

    public Task ArrivedAsync(MailId id, string? node, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var row in Rows.Where(row => row.MailId == id && row.ArrivingOn is { } on && on == (node ?? on)))
            _rows[(id, row.Recipient)] = row with { ArrivingOn = null };
        return 0;
    });

    public Task UnclaimAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken) => Do(() =>
    {
        foreach (var row in Rows.Where(row => row.MailId == id && row.Claim?.ReleasedAs == releasedAs && !row.Claim.IsCommitted))
            _rows[(id, row.Recipient)] = row with { Claim = null };
        return 0;
    });

    public Task<IReadOnlyList<QuarantinedMail>> ClaimedAsync(string? node, DateTimeOffset olderThan, int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<QuarantinedMail>>(() => [.. Rows.Where(row => row.Claim is { } claim && (claim.Node.Length == 0 || claim.Node == (node ?? claim.Node) || claim.ReleasedAs.Time < olderThan)).Take(count).Select(row => row with { Record = "" })]);

    public Task<IReadOnlyList<QuarantinedMail>> ExpiredAsync(DateTimeOffset now, DateTimeOffset abandoned, int count, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<QuarantinedMail>>(() => [.. Rows.Where(row => row.ExpiresAt < now && (row.Claim is null || row.Claim.ReleasedAs.Time < abandoned)
            && (row.ArrivingOn is null || row.At < abandoned)).Take(count)]);

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        await Do(() => _contents.TryAdd(key, copy.ToArray()));
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
        Do<Stream?>(() => _contents.TryGetValue(key, out var octets) ? new MemoryStream(octets) : null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Do(() => _contents.Remove(key));

    private Task<T> Do<T>(Func<T> act)
    {
        lock (_lock)
        {
            if (Fault?.Invoke() == true)
                return Task.FromException<T>(new IOException("database is locked"));
            var result = act();
            return Fault?.Invoke() == true ? Task.FromException<T>(new IOException("the connection broke")) : Task.FromResult(result);
        }
    }
}
