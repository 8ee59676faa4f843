using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// Keeps the policy in force in step with the database: loads the newest revision at start, puts new ones in force, and goes on with what it has while the
/// database is away. A policy with mistakes changes nothing. Thread-safe.
/// </summary>
public sealed partial class PolicyService : IAsyncDisposable
{
    private readonly IPolicyStore _store;
    private readonly PolicySource _source;
    private readonly LastGoodPolicy _lastGood;
    private readonly TimeProvider _time;
    private readonly ILogger<PolicyService> _logger;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _reconciling = Task.CompletedTask;
    private PolicyRevision? _inForce;
    private string? _databaseTrouble;
    private long _comparedWithFirst;
    private string? _diskTrouble;
    private long? _unreadable;

    /// <summary>Makes the service; nothing is read before <see cref="StartAsync"/>.</summary>
    public PolicyService(IPolicyStore store, PolicySource source, LastGoodPolicy lastGood, TimeProvider time, ILogger<PolicyService> logger)
    {
        _store = store;
        _source = source;
        _lastGood = lastGood;
        _time = time;
        _logger = logger;
    }

    /// <summary>The first revision of an empty database.</summary>
    public FirstPolicy First { get; init; } = FirstPolicy.Embedded;

    /// <summary>What gatepost.yaml of this node has for the names that policies use; null = nobody knows, and nothing is compared.</summary>
    public CredentialReferences? References { get; init; }

    /// <summary>The revision in force, or null while there is none.</summary>
    public PolicyRevision? InForce => Volatile.Read(ref _inForce);

    /// <summary>Why the newest revision is not in force, and what is instead, in a sentence; null = it is.</summary>
    public string? Trouble => Volatile.Read(ref _databaseTrouble) is not { } database ? null
        : InForce is { } kept ? string.Create(CultureInfo.InvariantCulture, $"Policy revision {kept.Number} of this node's disk is in force: {database}")
        : $"No policy is in force and no mail is taken: {database}" + (Volatile.Read(ref _diskTrouble) is { } disk ? "; " + disk : "");

    /// <summary>Ends when the newest revision is in force, or with the service.</summary>
    internal Task Reconciled => _reconciling;

    /// <summary>
    /// Puts the newest revision in force. An empty database gets its first one: the last good revision of this node's disk where there is one (the database was
    /// lost, and mail must not be refused for it), else <see cref="First"/>. With the database away, or a newest revision that this program cannot read, the last good revision is
    /// used, else none: any other policy would refuse real mail for good. The database is then asked again in the background. Call once, before the first mail.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await TryAsync(LoadAsync, cancellationToken))
            return;
        UseLastGood();
        TellOfNone();
        _reconciling = ReconcileAsync(_stopping.Token);
    }

    /// <summary>Puts the newest revision in force if it is not yet: another node may have added it. False while the database is away or holds none that can be used.</summary>
    public Task<bool> RefreshAsync(CancellationToken cancellationToken) => TryAsync(LoadIfChangedAsync, cancellationToken);

    /// <summary>Every mistake of a policy, or its compiled form; changes nothing and asks no database.</summary>
    public static PolicyCompilation Check(string yaml, string fileName) => PolicyCompiler.Compile(yaml, fileName, revision: 0);

    /// <summary>
    /// Makes the next revision and puts it in force. The same policy again, whatever its spelling, makes none. With mistakes, or when somebody else was faster,
    /// nothing changes. Throws what the database throws.
    /// </summary>
    /// <param name="yaml">The text.</param>
    /// <param name="fileName">Names it in errors.</param>
    /// <param name="author">Who.</param>
    /// <param name="note">Why, or null.</param>
    /// <param name="expectedLatest">The revision that the author started from; null = whatever is there.</param>
    /// <param name="cancellationToken">Stops before the database was changed, never after.</param>
    public async Task<PolicyApplication> ApplyAsync(
        string yaml, string fileName, string author, string? note, long? expectedLatest, CancellationToken cancellationToken)
    {
        var compilation = PolicyCompiler.Compile(yaml, fileName, revision: 0);
        if (!compilation.IsValid)
            return new PolicyApplication(PolicyApplicationOutcome.Mistakes, null, compilation.Errors);
        if (References?.Missing(yaml, fileName) is { Count: > 0 } missing)
            return new PolicyApplication(PolicyApplicationOutcome.Mistakes, null, missing);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var latest = await _store.LatestAsync(cancellationToken);
            if (expectedLatest is { } expected && expected != (latest?.Number ?? 0))
                return new PolicyApplication(PolicyApplicationOutcome.Overtaken, latest, []);
            if (latest?.Hash == compilation.Snapshot.Hash)
            {
                PutInForce(latest, compilation.Snapshot);
                return new PolicyApplication(PolicyApplicationOutcome.Unchanged, latest, []);
            }
            var added = await _store.AddAsync(
                new NewPolicyRevision(compilation.Canonical, compilation.Snapshot.Hash, author, note, _time.GetUtcNow()), expectedLatest, cancellationToken);
            if (added is null)
                return new PolicyApplication(PolicyApplicationOutcome.Overtaken, await _store.LatestAsync(CancellationToken.None), []);
            PutInForce(added, compilation.Snapshot);
            return new PolicyApplication(PolicyApplicationOutcome.Applied, added, []);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The newest revisions first, without their text. Throws what the database throws.</summary>
    public Task<IReadOnlyList<PolicyRevision>> HistoryAsync(int count, CancellationToken cancellationToken) => _store.HistoryAsync(count, cancellationToken);

    /// <summary>A revision with its text, or null when there is none. Null asks for the one in force, which needs no database.</summary>
    public async Task<PolicyRevision?> ExportAsync(long? number, CancellationToken cancellationToken)
    {
        if (number is { } wanted && wanted != InForce?.Number)
            return await _store.FindAsync(wanted, cancellationToken);
        return InForce;
    }

    /// <summary>Stops asking a database that is away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reconciling;
        _stopping.Dispose();
        _changing.Dispose();
    }

    /// <summary>
    /// False when the database does not answer, or not with a policy that can be used. It runs aside and is not waited for without end: a database that is locked for minutes must
    /// not keep mail waiting. What answers late is put in force when it does.
    /// </summary>
    private async Task<bool> TryAsync(Func<CancellationToken, Task<bool>> load, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => load(cancellationToken), cancellationToken).WaitAsync(PolicyServiceWaits.Answer, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var reason = exception.Message.ReplaceLineEndings(" ");
            Volatile.Write(ref _databaseTrouble, $"the database does not answer ({reason})");
            Log.DatabaseAway(_logger, reason);
            return false;
        }
    }

    /// <summary>Asks for number and hash alone first: a policy may have megabytes, and is asked for every few seconds.</summary>
    private async Task<bool> LoadIfChangedAsync(CancellationToken cancellationToken)
    {
        if (await _store.HistoryAsync(1, cancellationToken) is not [var newest] || newest.Number != InForce?.Number || newest.Hash != InForce.Hash)
            return await LoadAsync(cancellationToken);
        Volatile.Write(ref _databaseTrouble, null);
        return true;
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var latest = await _store.LatestAsync(cancellationToken);
            var isFirst = latest is null;
            latest ??= await AddFirstAsync(cancellationToken);
            if (latest is null || !Adopt(latest))
                return false;
            // Asked again and again where nodes share a database: each revision is compared, and told of, once.
            if (!isFirst && First != FirstPolicy.Embedded && Interlocked.Exchange(ref _comparedWithFirst, latest.Number) != latest.Number
                && Check(First.Yaml, First.FileName).Snapshot?.Hash != latest.Hash)
            {
                Log.FirstIgnored(_logger, First.FileName, latest.Number);
            }
            return true;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Null when there is nothing to begin with: another node was faster and its revision is not to be seen yet, or this node had a policy that cannot be read any
    /// more, and the first one in its place would refuse the mail of all its domains.
    /// </summary>
    private async Task<PolicyRevision?> AddFirstAsync(CancellationToken cancellationToken)
    {
        var lastGood = _lastGood.Read(out var fault);
        if (fault is not null)
        {
            Volatile.Write(ref _databaseTrouble, $"the database holds no policy, and {fault}; put one in force with \"gatepost config apply FILE\"");
            return null;
        }
        var compilation = lastGood is { } good ? Check(good.Yaml, LastGoodPolicy.FileName) : Check(First.Yaml, First.FileName);
        if (!compilation.IsValid)
        {
            Volatile.Write(ref _databaseTrouble, $"the database holds no policy, and the first one has mistakes ({compilation.Errors[0]})");
            return null;
        }
        if (lastGood is { } kept)
            Log.DatabaseEmptyButLastGoodThere(_logger, kept.Snapshot.Revision);
        var note = lastGood is { } from
            ? string.Create(CultureInfo.InvariantCulture, $"revision {from.Snapshot.Revision} of this node's disk, found with an empty database")
            : "the policy of a new installation";
        var revision = new NewPolicyRevision(compilation.Canonical, compilation.Snapshot.Hash, "gatepost", note, _time.GetUtcNow());
        return await _store.AddAsync(revision, expectedLatest: 0, cancellationToken) ?? await _store.LatestAsync(cancellationToken);
    }

    /// <summary>Compiles a stored revision; one that this program cannot read leaves what is in force.</summary>
    private bool Adopt(PolicyRevision revision)
    {
        var name = NameOf(revision);
        if (revision.Number == InForce?.Number && revision.Hash == InForce.Hash)
        {
            Volatile.Write(ref _databaseTrouble, null);
            return true;
        }
        var compilation = PolicyCompiler.Compile(revision.Yaml, name, revision.Number);
        if (compilation.IsValid)
        {
            PutInForce(revision, compilation.Snapshot);
            return true;
        }
        var reason = compilation.Errors[0].ToString();
        Volatile.Write(ref _databaseTrouble, $"{name}, the newest of the database, cannot be read by this program ({reason})");
        if (_unreadable != revision.Number)
            Log.RevisionUnreadable(_logger, revision.Number, reason);
        _unreadable = revision.Number;
        return false;
    }

    private void PutInForce(PolicyRevision revision, PolicySnapshot snapshot)
    {
        Volatile.Write(ref _inForce, revision);
        Volatile.Write(ref _databaseTrouble, null);
        _source.Swap(snapshot with { Revision = revision.Number });
        Log.InForce(_logger, revision.Number, snapshot.Rules.Length);
        TellOfMissing(revision, snapshot.Yaml);
        try
        {
            _lastGood.Write(revision);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.LastGoodNotWritten(_logger, exception.Message.ReplaceLineEndings(" "));
        }
    }

    private void UseLastGood()
    {
        if (_lastGood.Read(out var fault) is not { } kept)
        {
            Volatile.Write(ref _diskTrouble, fault ?? "this node's disk holds none either");
            if (fault is not null)
                Log.LastGoodUnusable(_logger, fault);
            return;
        }
        var (snapshot, yaml) = kept;
        Volatile.Write(ref _inForce, new PolicyRevision(snapshot.Revision, yaml, snapshot.Hash, "", null, default));
        _source.Swap(snapshot);
        Log.UsingLastGood(_logger, snapshot.Revision);
        TellOfMissing(InForce!, yaml);
    }

    internal static string NameOf(PolicyRevision revision) => string.Create(CultureInfo.InvariantCulture, $"revision {revision.Number}");

    private void TellOfNone()
    {
        if (InForce is null && Trouble is { } trouble)
            Log.NoPolicy(_logger, trouble);
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var wait = PolicyServiceWaits.First;
        try
        {
            while (true)
            {
                await Task.Delay(wait, _time, cancellationToken);
                if (await TryAsync(LoadAsync, cancellationToken))
                    return;
                TellOfNone();
                wait = wait * 2 > PolicyServiceWaits.Longest ? PolicyServiceWaits.Longest : wait * 2;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
