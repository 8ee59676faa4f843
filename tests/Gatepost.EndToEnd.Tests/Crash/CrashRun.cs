using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Crash;

/// <summary>
/// Sends mail over many connections while the gateway dies again and again, then lets it live, and compares what arrived with what got its 250.
/// </summary>
public sealed class CrashRun(CrashPlan plan, Action<string> tell) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Random _random = new(plan.Seed);
    private readonly Ledger _ledger = new();
    private readonly Dictionary<string, int> _byFailpoint = [];
    private readonly ConcurrentDictionary<string, int> _deferrals = new();
    private readonly SmtpSink _steady = SmtpSink.Start();
    private readonly SmtpSink _flaky = SmtpSink.Start();
    private GatepostProcess? _gatepost;
    private volatile bool _killing = true;
    private volatile bool _stop;
    private int _kills;

    private GatepostProcess Gatepost => _gatepost!;

    private bool WantsMore => !_stop && (_killing || _ledger.Count < plan.Messages);

    /// <summary>Runs it all.</summary>
    public async Task<CrashReport> RunAsync()
    {
        // A third of the recipients is told to come back, twice.
        _flaky.Behaviour = new SinkBehaviour { Recipient = to => to.GetHashCode(StringComparison.Ordinal) % 3 == 0 && _deferrals.AddOrUpdate(to, 1, (_, count) => count + 1) <= 2 ? "451 4.2.1 Come back later" : null };
        _gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.TwoNextHops(_steady.Port, _flaky.Port) });
        var clients = Enumerable.Range(0, plan.Connections).Select(_ => Task.Run(SendAsync)).ToList();
        try
        {
            await KillAgainAndAgainAsync();
            await Wait.UntilAsync(() => _ledger.Count >= plan.Messages, Patience, $"{plan.Messages} messages get their 250");
        }
        finally
        {
            _stop = true;
            await Task.WhenAll(clients);
        }
        await Wait.UntilAsync(() => Task.FromResult(Missing().Count == 0), Patience, () => $"everything that got its 250 arrives; missing: {string.Join(", ", Missing().Take(5))}\n{Tail()}");
        return await ReportAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _stop = true;
        if (_gatepost is not null)
            await _gatepost.DisposeAsync();
        await _steady.DisposeAsync();
        await _flaky.DisposeAsync();
    }

    private async Task KillAgainAndAgainAsync()
    {
        // Every failpoint in turn, then SIGKILL from outside after a random number of our 250s and failpoints by turns.
        for (var round = 0; _kills < plan.Kills; round++)
        {
            await Gatepost.KillAsync();
            if (FailpointOf(round) is { } failpoint)
                await DieAtAsync(failpoint);
            else
                await DieFromOutsideAsync();
            _kills++;
            if (_kills % 10 == 0)
                tell($"{_kills} kills, {_ledger.Count} messages got their 250, {Missing().Count} of them are still under way");
        }
        await Gatepost.StartAsync();
        _killing = false;
    }

    /// <summary>Null for a kill from outside. Half of the round counts, or an even number of failpoints would leave every second one out.</summary>
    private string? FailpointOf(int round)
    {
        var all = plan.Failpoints;
        if (round < all.Count)
            return all[round];
        return all.Count > 0 && round % 2 == 0 ? all[round / 2 % all.Count] : null;
    }

    private async Task DieFromOutsideAsync()
    {
        await Gatepost.LaunchAsync();
        var until = _ledger.Count + _random.Next(1, 60);
        await Wait.UntilAsync(() => _ledger.Count >= until || Gatepost.HasExited, Patience, "mail flows before the kill");
        Assert.False(Gatepost.HasExited, $"it ended by itself\n{Tail()}");
        await Gatepost.KillAsync();
    }

    private async Task DieAtAsync(string failpoint)
    {
        var place = $"{failpoint}:{_random.Next(1, 25)}";
        await Gatepost.LaunchAsync(new Dictionary<string, string> { ["GATEPOST_FAILPOINT"] = place });
        await Wait.UntilAsync(() => Task.FromResult(Gatepost.HasExited), Patience, () => $"the process dies at {place}\n{Tail()}");
        Assert.True(Gatepost.ExitCode == 128 + Signals.Kill, $"{failpoint}: ended with {Gatepost.ExitCode}\n{Tail()}");
        _byFailpoint[failpoint] = _byFailpoint.GetValueOrDefault(failpoint) + 1;
    }

    private async Task SendAsync()
    {
        while (WantsMore)
        {
            try
            {
                await using var client = await TestSmtpClient.ConnectAsync(Gatepost.Port);
                await client.CommandAsync("EHLO client.example");
                while (WantsMore && await SendOneAsync(client))
                {
                    // The next one.
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // It died: connect again as soon as somebody listens.
                await Task.Delay(20);
            }
        }
    }

    private async Task<bool> SendOneAsync(TestSmtpClient client)
    {
        var number = _ledger.Begin();
        var id = $"crash-{number}@tests.example";
        var host = number % 2 == 0 ? "steady" : "flaky";
        var answer = await client.SendAsync("sender@tests.example", [$"r{number}@{host}.example"], MailText.ForTheWire(Content(id, number)));
        if (answer.Code == 250)
            _ledger.Accept(id);
        return answer.Code is 250 or 451 or 452;
    }

    // Of different sizes, some above what the spool keeps in memory; the body can be told from the id.
    private static byte[] Content(string id, int number)
    {
        var lines = number % 200 == 0 ? 6_000 : number % 40 + 1;
        var body = new StringBuilder();
        for (var line = 0; line < lines; line++)
            body.Append(CultureInfo.InvariantCulture, $"{number}: line {line} of {lines}, .......................................\r\n");
        return MailText.Simple("sender@tests.example", "r@tests.example", $"Crash {number}", body.ToString(), id);
    }

    private HashSet<string> Missing()
    {
        var missing = _ledger.Accepted.ToHashSet();
        missing.ExceptWith(Arrived().Select(message => message.MessageId!));
        return missing;
    }

    private IEnumerable<SinkMessage> Arrived() => _steady.Messages.Concat(_flaky.Messages);

    private async Task<CrashReport> ReportAsync()
    {
        var arrived = Arrived().ToList();
        var broken = arrived.Where(message => !IsWhole(message)).Select(message => message.MessageId ?? "?").ToList();
        var books = (await Books.SettledAsync(Gatepost, _ledger.Count)).ToString();
        return new CrashReport(_kills, _byFailpoint, _ledger.Count, [.. Missing()], arrived.Count - arrived.Select(message => message.MessageId).Distinct().Count(), broken, books);
    }

    private static bool IsWhole(SinkMessage message)
    {
        if (message.MessageId is not { } id || !int.TryParse(id["crash-".Length..id.IndexOf('@', StringComparison.Ordinal)], out var number))
            return false;
        return message.Content.AsSpan().EndsWith(Content(id, number)) && !message.HasBareLineEnding;
    }

    private string Tail() => string.Join('\n', Gatepost.Log.Split('\n').TakeLast(30));
}
