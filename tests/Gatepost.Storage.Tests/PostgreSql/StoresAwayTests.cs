using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Storage.Tests.PostgreSql;

/// <summary>A node whose database and object store go away: mail is kept, and everything shows when they are back.</summary>
public sealed class StoresAwayTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new("away");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private PostgreSqlServer _database = null!;
    private S3Server _objects = null!;
    private ServiceProvider _services = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MailSpool Spool => _services.GetRequiredService<MailSpool>();

    private QuarantineService Quarantine => _services.GetRequiredService<QuarantineService>();

    public async ValueTask InitializeAsync()
    {
        (_database, _objects) = (await PostgreSqlServer.StartAsync(), await S3Server.StartAsync());
        var key = new SecretReference(_objects.KeyFile, null);
        var settings = new GatewaySettings
        {
            HostName = "mx.example.org",
            DataFolder = _folder.Path,
            Listeners = [],
            MinimumFreeOctets = 0,
            PostgreSql = PostgreSqlFixture.SettingsFor(_database, await _database.CreateDatabaseAsync()),
            S3 = new S3Settings { EndPoint = new Uri(_objects.EndPoint), Bucket = S3Server.Bucket, AccessKey = key, SecretKey = key, Retries = 0 },
        };
        _services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders()).AddSingleton<TimeProvider>(_time).AddSingleton(settings).AddSingleton(new PolicySource(Policy()))
            .AddSpool().AddMessageLog().AddStores(settings).AddPolicies().AddQuarantine()
            .BuildServiceProvider();
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
        if (_objects is not null)
            await _objects.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Quarantined_mail_waits_in_the_spool_for_either_and_nothing_is_lost()
    {
        var before = await QuarantineAsync();
        await AdvanceUntilAsync(() => Spool.Find(before) is null, "the first message was not quarantined");

        await _objects.StopAsync();
        var withoutObjects = await QuarantineAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<IOException>(() => Quarantine.ExportAsync(before, Token));
        Assert.NotNull(Spool.Find(withoutObjects));
        Assert.Single(await Quarantine.ListAsync(new QuarantineQuery(), Token));

        await _database.StopAsync();
        var withoutBoth = await QuarantineAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token));
        Assert.NotNull(Spool.Find(withoutBoth));

        await _objects.RestartAsync();
        await _database.RestartAsync();
        await AdvanceUntilAsync(() => Spool.Entries.Count == 0, "the quarantine did not catch up");
        await _services.GetRequiredService<MessageLogLoader>().FlushAsync(Token);
        Assert.Equal(new LogBooks(3, 0, 0, 0, 0, 3, 0), await _services.GetRequiredService<ILogStore>().BooksAsync(DateTimeOffset.UnixEpoch, Token));
        Assert.Equal(3, (await Quarantine.ListAsync(new QuarantineQuery(), Token)).Count);
        await using var content = await Quarantine.ExportAsync(withoutBoth, Token);
        Assert.Equal("Subject: hello\r\n\r\nbody\r\n", await new StreamReader(content!).ReadToEndAsync(Token));
        var released = await Quarantine.ReleaseAsync(before, null, "wanda", Token);
        Assert.Equal(QuarantineOutcome.Done, released.Outcome);
        Assert.Null(await _services.GetRequiredService<IContentStore>().OpenAsync(QuarantineCarrierKey(before), Token));
    }

    private static string QuarantineCarrierKey(MailId id) => id.Value.ToString("N", System.Globalization.CultureInfo.InvariantCulture);

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
            Subject = "hello",
            Copies = [new SpoolCopy(0, SpoolOutcome.Quarantine, [0], [], "default", "viruses", "EICAR")],
        };
        var entry = await Spool.CommitAsync(intake, record, Token);
        foreach (var line in SpoolLogReplay.Lines(entry))
            _services.GetRequiredService<IMessageLog>().Append(line);
        _services.GetRequiredService<SpoolDispatcher>().Dispatch(entry);
        return id;
    }

    /// <summary>The workers run on real threads and wait on the clock of the test: both are moved until they got where they should.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition, string what) => Wait.UntilAsync(() =>
    {
        if (condition())
            return true;
        _time.Advance(TimeSpan.FromSeconds(20));
        return false;
    }, TimeSpan.FromSeconds(60), what);

    private static PolicySnapshot Policy() => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable([]),
        Areas = new[] { new QuarantineArea("default", TimeSpan.FromDays(10)) }.ToFrozenDictionary(area => area.Name),
    };
}
