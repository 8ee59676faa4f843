using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Storage.Sqlite;
using Gatepost.Testing.Servers;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>
/// The real log and quarantine on real files, while another process holds the databases for minutes (of the test's clock): mail is taken and kept,
/// and what is shown catches up afterwards.
/// </summary>
public sealed class LockedDatabaseTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DatabaseFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private readonly ServiceProvider _services;

    public LockedDatabaseTests()
    {
        var settings = new GatewaySettings { HostName = "mx.example.org", DataFolder = _folder.Path, Listeners = [], MinimumFreeOctets = 0 };
        _services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddSingleton<TimeProvider>(_time)
            .AddSingleton(settings)
            .AddSingleton(_folder.Settings with { BusyTimeout = TimeSpan.FromSeconds(1) })
            .AddSingleton(new PolicySource(Policy()))
            .AddSpool().AddMessageLog().AddStores(settings).AddQuarantine()
            .BuildServiceProvider();
        Spool.Recover();
    }

    private MailSpool Spool => _services.GetRequiredService<MailSpool>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_both_databases_locked_mail_is_kept_and_everything_shows_afterwards()
    {
        await StartAsync();
        var before = await QuarantineAsync();
        await AdvanceUntilAsync(() => Spool.Find(before) is null, "the first message was not quarantined");
        await _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token);

        var held = new List<MailId>();
        using (Lock(Path.Combine(_folder.Settings.DatabaseFolder, "quarantine.db")))
        using (Lock(_folder.LogFile("2026-03-04")))
        {
            for (var minute = 0; minute < 5; minute++)
            {
                held.Add(await QuarantineAsync());
                _time.Advance(TimeSpan.FromMinutes(1));
            }
            await Assert.ThrowsAsync<SqliteException>(() => _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token));
            Assert.All(held, id => Assert.NotNull(Spool.Find(id)));
            Assert.Equal(1, (await BooksAsync()).Accepted);
            Assert.Single(await _services.GetRequiredService<QuarantineService>().ListAsync(new QuarantineQuery(), Token));
        }

        await AdvanceUntilAsync(() => held.TrueForAll(id => Spool.Find(id) is null), "the quarantine did not catch up");
        await _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token);
        Assert.Equal(new LogBooks(6, 0, 0, 0, 0, 6, 0), await BooksAsync());
        Assert.Equal(6, (await _services.GetRequiredService<QuarantineService>().ListAsync(new QuarantineQuery(), Token)).Count);
        foreach (var id in held)
            Assert.Equal(RecipientStatus.Quarantined, (await _services.GetRequiredService<ILogStore>().FindAsync(id, Token))!.Message.Recipients[0].Status);
    }

    [Fact]
    public async Task A_quarantined_message_is_released_deleted_and_expires_on_real_files()
    {
        await StartAsync();
        var ids = new List<MailId> { await QuarantineAsync(), await QuarantineAsync(), await QuarantineAsync() };
        await AdvanceUntilAsync(() => Spool.Entries.Count == 0, "the messages were not quarantined");
        var service = _services.GetRequiredService<QuarantineService>();
        var released = await service.ReleaseAsync(ids[0], null, "wanda", Token);
        Assert.Equal(QuarantineOutcome.Done, (await service.DeleteAsync(ids[1], null, "wanda", Token)).Outcome);
        Assert.NotNull(Spool.Find(released.NewId!.Value));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "quarantine"), "*", SearchOption.AllDirectories));
        _time.Advance(TimeSpan.FromDays(11));
        await AdvanceUntilAsync(
            () => Directory.GetFiles(Path.Combine(_folder.Path, "quarantine"), "*", SearchOption.AllDirectories).Length == 0, "nothing expired");
        await AdvanceUntilAsync(() => service.ListAsync(new QuarantineQuery(), Token).Result.Count == 0, "rows stayed");
        await _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token);
        Assert.Equal(new LogBooks(4, 1, 0, 0, 0, 0, 3), await BooksAsync());
        Assert.Equal($"released as {released.NewId} by wanda", (await _services.GetRequiredService<ILogStore>().FindAsync(ids[0], Token))!.Statuses[0].Note);
    }

    private async Task StartAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StartAsync(Token);
    }

    private async Task<MailId> QuarantineAsync()
    {
        var id = MailId.New(_time);
        var intake = Spool.BeginIntake(id);
        await intake.WriteAsync(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes("Subject: hello\r\n\r\nbody\r\n")), Token);
        var entry = await Spool.CommitAsync(intake, Record(id), Token);
        foreach (var line in SpoolLogReplay.Lines(entry))
            _services.GetRequiredService<IMessageLog>().Append(line);
        _services.GetRequiredService<SpoolDispatcher>().Dispatch(entry);
        return id;
    }

    private SpoolRecord Record(MailId id) => new()
    {
        Id = id,
        Envelope = new Envelope
        {
            Listener = "mx",
            Sender = new EmailAddress("eve", "evil.example"),
            Recipients = [new EnvelopeRecipient(new EmailAddress("rita", "example.org"))],
            ReceivedAt = _time.GetUtcNow(),
        },
        Subject = "hello",
        Copies = [new SpoolCopy(0, SpoolOutcome.Quarantine, [0], ImmutableArray<MessageEdit>.Empty, "default", "viruses", "EICAR")],
    };

    private async Task<LogBooks> BooksAsync() =>
        await _services.GetRequiredService<ILogStore>().BooksAsync(DateTimeOffset.UnixEpoch, Token);

    /// <summary>The workers run on real threads and wait on the clock of the test: both are moved until they got where they should.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Wait.UntilAsync(() =>
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromSeconds(20));
        return false;
    }, Patience, what);

    private static SqliteConnection Lock(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static PolicySnapshot Policy() => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable([]),
        Areas = new[] { new QuarantineArea("default", TimeSpan.FromDays(10)) }.ToFrozenDictionary(area => area.Name),
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
            await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
