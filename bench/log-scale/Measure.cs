using System.Diagnostics;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;

namespace Gatepost.LogScale;

/// <summary>Times of one kind of call.</summary>
internal sealed class Measure
{
    private readonly SortedDictionary<int, (string Name, List<double> Milliseconds, int Rows)> _forms = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Runs a call and notes its time.</summary>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> call, Func<T, int> rows)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await call();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        lock (_forms)
        {
            if (!_places.TryGetValue(name, out var place))
                _places[name] = place = _places.Count;
            var form = _forms.TryGetValue(place, out var known) ? known : (name, [], 0);
            form.Item2.Add(took);
            _forms[place] = (name, form.Item2, Math.Max(form.Item3, rows(result)));
        }
        return result;
    }

    /// <summary>The largest of all times.</summary>
    public double Max => _forms.Values.SelectMany(form => form.Milliseconds).DefaultIfEmpty().Max();

    /// <summary>A table in Markdown, in the order of the first calls.</summary>
    public void Write(TextWriter output, double aim)
    {
        output.WriteLine("| search | rows | p50 ms | max ms | |");
        output.WriteLine("| --- | ---: | ---: | ---: | --- |");
        foreach (var (name, times, rows) in _forms.Values)
        {
            times.Sort();
            output.WriteLine($"| {name} | {rows} | {times[times.Count / 2]:0.0} | {times[^1]:0.0} | {(times[^1] > aim ? "over the aim" : "")} |");
        }
        output.WriteLine();
    }

    /// <summary>All forms in some rounds, with pages, ids and the books.</summary>
    public async Task SearchAsync(ILogStore store, int rounds, string? only)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, query) in SearchForms.All(round, DateTimeOffset.UtcNow).Where(form => only is null || form.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
                await RunAsync(name, () => store.SearchAsync(query, default), rows => rows.Count);
            if (only is null)
                await PagesAndIdsAsync(store, round);
        }
    }

    private async Task PagesAndIdsAsync(ILogStore store, int round)
    {
        var query = new LogQuery { Recipient = LogGenerator.Recipient(round + 50) };
        for (var page = 0; page < 5; page++)
        {
            var rows = await RunAsync("pages of one recipient", () => store.SearchAsync(query, default), found => found.Count);
            if (rows.Count == 0)
                break;
            query = query with { Until = rows[^1].At };
        }
        var old = await store.SearchAsync(new LogQuery { Until = DateTimeOffset.UtcNow.AddDays(-25 + round), Refused = false, Limit = 1 }, default);
        var message = await RunAsync("id: everything of one message", () => store.FindAsync(old.Count > 0 ? old[0].MailId!.Value : new MailId(Guid.Empty), default), found => found is null ? 0 : 1);
        if (message?.Message.MessageIdHeader is { } header)
            await RunAsync("Message-ID, found", () => store.SearchAsync(new LogQuery { MessageIdHeader = header }, default), found => found.Count);
        await RunAsync("refusals of one session", () => store.FindSessionAsync(Guid.NewGuid(), default), found => found.Count);
        await RunAsync("books of thirty days", () => store.BooksAsync(DateTimeOffset.UtcNow.AddDays(-30), default), _ => 1);
    }
}
