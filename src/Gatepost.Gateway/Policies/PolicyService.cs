using System.Globalization;
using Gatepost.Gateway.Configuration.Yaml;
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

    /// <summary>The revision in force, or null while that is the embedded default without a database.</summary>
    public PolicyRevision? InForce => Volatile.Read(ref _inForce);

    /// <summary>
    /// Puts the newest revision in force. An empty database gets its first one: the last good revision of this node's disk where there is one (the database was
    /// lost, and mail must not be refused for it), else the embedded default. With the database away the last good revision is used, else the default, and the database is asked
    /// again in the background. Call once, before the first mail.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await TryLoadAsync(cancellationToken))
            return;
        UseWithoutDatabase();
        _reconciling = ReconcileAsync(_stopping.Token);
    }

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

    /// <summary>A revision with its text, or null when there is none of that number. Null asks for the one in force, which needs no database.</summary>
    public async Task<PolicyRevision?> ExportAsync(long? number, CancellationToken cancellationToken)
    {
        if (number is { } wanted && wanted != InForce?.Number)
            return await _store.FindAsync(wanted, cancellationToken);
        return InForce ?? DefaultRevision();
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
    /// False when the database does not answer. It runs aside and is not waited for without end: a database that is locked for minutes must not keep mail waiting.
    /// What answers late is put in force when it does.
    /// </summary>
    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => LoadAsync(cancellationToken), cancellationToken).WaitAsync(PolicyServiceWaits.Answer, _time, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.DatabaseAway(_logger, exception.Message.ReplaceLineEndings(" "));
            return false;
        }
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            var latest = await _store.LatestAsync(cancellationToken) ?? await AddFirstAsync(cancellationToken);
            if (latest is not null)
                Adopt(latest);
            return latest is not null;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Null when another node was faster and its revision is not to be seen yet: the next attempt sees it.</summary>
    private async Task<PolicyRevision?> AddFirstAsync(CancellationToken cancellationToken)
    {
        var lastGood = _lastGood.Read(out var fault);
        if (fault is not null)
            Log.LastGoodUnusable(_logger, fault);
        var compilation = PolicyCompiler.Compile(lastGood?.Yaml ?? First.Yaml, First.FileName, revision: 0);
        if (!compilation.IsValid)
            return null;
        if (lastGood is { } kept)
            Log.DatabaseEmptyButLastGoodThere(_logger, kept.Snapshot.Revision);
        var note = lastGood is { } from
            ? string.Create(CultureInfo.InvariantCulture, $"revision {from.Snapshot.Revision} of this node's disk, found with an empty database")
            : "the policy of a new installation";
        var revision = new NewPolicyRevision(compilation.Canonical, compilation.Snapshot.Hash, "gatepost", note, _time.GetUtcNow());
        return await _store.AddAsync(revision, expectedLatest: 0, cancellationToken) ?? await _store.LatestAsync(cancellationToken);
    }

    /// <summary>Compiles a stored revision; one that this program cannot read leaves what is in force.</summary>
    private void Adopt(PolicyRevision revision)
    {
        if (revision.Number == InForce?.Number && revision.Hash == InForce.Hash)
            return;
        var compilation = PolicyCompiler.Compile(revision.Yaml, string.Create(CultureInfo.InvariantCulture, $"revision {revision.Number}"), revision.Number);
        if (compilation.IsValid)
        {
            PutInForce(revision, compilation.Snapshot);
            return;
        }
        Log.RevisionUnreadable(_logger, revision.Number, compilation.Errors[0].ToString());
        if (InForce is null)
            UseWithoutDatabase();
    }

    private void PutInForce(PolicyRevision revision, PolicySnapshot snapshot)
    {
        Volatile.Write(ref _inForce, revision);
        _source.Swap(snapshot with { Revision = revision.Number });
        Log.InForce(_logger, revision.Number, snapshot.Rules.Length);
        try
        {
            _lastGood.Write(revision);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.LastGoodNotWritten(_logger, exception.Message.ReplaceLineEndings(" "));
        }
    }

    private void UseWithoutDatabase()
    {
        if (_lastGood.Read(out var fault) is { } kept)
        {
            var (snapshot, yaml) = kept;
            Volatile.Write(ref _inForce, new PolicyRevision(snapshot.Revision, yaml, snapshot.Hash, "", null, default));
            _source.Swap(snapshot);
            Log.UsingLastGood(_logger, snapshot.Revision);
            return;
        }
        if (fault is not null)
            Log.LastGoodUnusable(_logger, fault);
        _source.Swap(DefaultPolicy.Compile());
        Log.UsingDefault(_logger);
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var wait = PolicyServiceWaits.First;
        try
        {
            do
            {
                await Task.Delay(wait, _time, cancellationToken);
                wait = wait * 2 > PolicyServiceWaits.Longest ? PolicyServiceWaits.Longest : wait * 2;
            }
            while (!await TryLoadAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private PolicyRevision DefaultRevision()
    {
        var compilation = PolicyCompiler.Compile(First.Yaml, First.FileName, revision: 0);
        return new PolicyRevision(0, compilation.Canonical!, compilation.Snapshot!.Hash, "gatepost", "the policy of a new installation", default);
    }
}

/// <summary>How long a database that is away is left alone: soon at first, since most trouble is short, and never more than a minute.</summary>
internal static class PolicyServiceWaits
{
    /// <summary>How long an answer may take; below the thirty seconds in which service supervision wants a start to be done.</summary>
    public static TimeSpan Answer { get; } = TimeSpan.FromSeconds(15);

    public static TimeSpan First { get; } = TimeSpan.FromSeconds(2);

    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(1);
}

/// <summary>What became of a policy that was to be applied.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Revision">The newest revision; null after mistakes.</param>
/// <param name="Errors">Every mistake.</param>
public sealed record PolicyApplication(PolicyApplicationOutcome Outcome, PolicyRevision? Revision, IReadOnlyList<ConfigurationError> Errors);

/// <summary>Outcomes of <see cref="PolicyService.ApplyAsync"/>.</summary>
public enum PolicyApplicationOutcome
{
    /// <summary>A new revision is in force.</summary>
    Applied = 0,

    /// <summary>It says what the newest revision says already; no revision was made.</summary>
    Unchanged,

    /// <summary>It has mistakes; what was in force still is.</summary>
    Mistakes,

    /// <summary>Another revision was made since the author looked; what was in force still is.</summary>
    Overtaken,
}
