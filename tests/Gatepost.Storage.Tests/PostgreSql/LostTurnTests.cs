using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Nodes;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>The session that holds a message's turn ends in the middle, and another node has the turn meanwhile.</summary>
public sealed class LostTurnTests(PostgreSqlFixture fixture) : IAsyncLifetime
{
    private readonly TestFolder _folder = new("turn");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly InterruptedContents _contents = new();
    private InterruptedTurns _turns = null!;
    private ServiceProvider _services = null!;
    private string _database = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MailSpool Spool => _services.GetRequiredService<MailSpool>();

    private QuarantineService Quarantine => _services.GetRequiredService<QuarantineService>();

    public async ValueTask InitializeAsync()
    {
        var settings = new GatewaySettings
        {
            HostName = "mx.example.org", DataFolder = _folder.Path, Listeners = [], MinimumFreeOctets = 0, PostgreSql = await fixture.NewDatabaseAsync(),
        };
        _database = settings.PostgreSql.Database;
        _services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders()).AddSingleton<TimeProvider>(_time).AddSingleton(settings).AddSingleton(new PolicySource(Policy()))
            .AddSpool().AddMessageLog().AddStores(settings).AddSingleton<IContentStore>(_contents)
            .AddSingleton<IMessageTurns>(provider => new InterruptedTurns(new PostgreSqlMessageTurns(provider.GetRequiredService<PostgreSqlConnections>())))
            .AddPolicies().AddQuarantine()
            .BuildServiceProvider();
        _turns = (InterruptedTurns)_services.GetRequiredService<IMessageTurns>();
        Spool.Recover();
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StartAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            foreach (var hosted in _services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
        }
        _folder.Dispose();
    }

    [Fact]
    public async Task Content_that_another_node_removed_meanwhile_is_there_again()
    {
        _contents.AfterPut = async key =>
        {
            await EndLockSessionsAsync();
            // What the next holder of the turn does, who finds no row that refers to it.
            await _contents.DeleteAsync(key, Token);
        };
        var id = await QuarantineAsync();
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return Spool.Find(id) is null;
        }, TimeSpan.FromSeconds(60), "the message was not quarantined");
        Assert.Single(await Quarantine.ShowAsync(id, Token));
        await using var content = await Quarantine.ExportAsync(id, Token);
        Assert.NotNull(content);
    }

    [Fact]
    public async Task Content_is_not_removed_by_who_lost_the_turn()
    {
        var id = await QuarantineAsync();
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return Spool.Find(id) is null;
        }, TimeSpan.FromSeconds(60), "the message was not quarantined");
        // The turn in which the row becomes everybody's is not the one that is to be lost.
        await Wait.UntilAsync(async () => (await Quarantine.ShowAsync(id, Token)).Single().ArrivingOn is null, TimeSpan.FromSeconds(60), () => "the row was not freed");
        _turns.AfterEnter = EndLockSessionsAsync;
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Quarantine.DeleteAsync(id, null, "wanda", Token));
        await using (var content = await Quarantine.ExportAsync(id, Token))
            Assert.NotNull(content);
        Assert.Equal(QuarantineOutcome.Done, (await Quarantine.DeleteAsync(id, null, "wanda", Token)).Outcome);
        Assert.Null(await _contents.OpenAsync(id.Value.ToString("N", CultureInfo.InvariantCulture), Token));
    }

    private async Task EndLockSessionsAsync() => await (await fixture.ServerAsync()).SqlAsync(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE application_name = 'gatepost locks' AND datname = current_database()", _database);

    private async Task<MailId> QuarantineAsync()
    {
        var id = MailId.New(_time);
        var intake = Spool.BeginIntake(id);
        await intake.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("Subject: hello\r\n\r\nbody\r\n")), Token);
        var record = new SpoolRecord
        {
            Id = id,
            Envelope = new Envelope
            {
                Listener = "mx", Sender = new EmailAddress("eve", "evil.example"), Recipients = [new EnvelopeRecipient(new EmailAddress("rita", "example.org"))], ReceivedAt = _time.GetUtcNow(),
            },
            Copies = [new SpoolCopy(0, SpoolOutcome.Quarantine, [0], [], "default", "viruses", "EICAR")],
        };
        _services.GetRequiredService<SpoolDispatcher>().Dispatch(await Spool.CommitAsync(intake, record, Token));
        return id;
    }

    private static PolicySnapshot Policy() => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable([]),
        Areas = new[] { new QuarantineArea("default", TimeSpan.FromDays(10)) }.ToFrozenDictionary(area => area.Name),
    };

    /// <summary>The turns of all nodes; once, something happens after one was taken.</summary>
    private sealed class InterruptedTurns(PostgreSqlMessageTurns turns) : IMessageTurns, IDisposable
    {
        private Func<Task>? _afterEnter;

        public Func<Task> AfterEnter { set => _afterEnter = value; }

        public async ValueTask<IMessageTurn> EnterAsync(MailId id, CancellationToken cancellationToken)
        {
            var turn = await turns.EnterAsync(id, cancellationToken);
            if (Interlocked.Exchange(ref _afterEnter, null) is { } interrupt)
                await interrupt();
            return turn;
        }

        public void Dispose() => turns.Dispose();
    }

    /// <summary>Contents in memory; once, something happens after one was put.</summary>
    private sealed class InterruptedContents : IContentStore
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> _contents = new();
        private Func<string, Task>? _afterPut;

        public Func<string, Task> AfterPut { set => _afterPut = value; }

        public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
        {
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy, cancellationToken);
            _contents.TryAdd(key, copy.ToArray());
            if (Interlocked.Exchange(ref _afterPut, null) is { } interrupt)
                await interrupt(key);
        }

        public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken) =>
            Task.FromResult<Stream?>(_contents.TryGetValue(key, out var octets) ? new MemoryStream(octets) : null);

        public Task DeleteAsync(string key, CancellationToken cancellationToken)
        {
            _contents.TryRemove(key, out _);
            return Task.CompletedTask;
        }
    }
}
