using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Dns;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Dns;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>Delivery as the host composes it, on a spool in a temporary folder, with a clock that stands still until the test moves it.</summary>
internal sealed class DeliveryHarness : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly TemporaryFolder? _ownFolder;
    private bool _started;

    public DeliveryHarness(IEnumerable<NextHopRoute> routes, DeliverySettings? settings = null, string? folder = null, FakeTimeProvider? time = null,
        IFailpoints? failpoints = null, RefusingDisk? disk = null, FrozenDictionary<string, CredentialSettings>? credentials = null,
        DeliveryLimits? limits = null, DeliveryMetrics? metrics = null)
    {
        _ownFolder = folder is null ? new TemporaryFolder() : null;
        Folder = folder ?? _ownFolder!.Path;
        Time = time ?? new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IMessageLog>(Log);
        services.AddSingleton<IDnsResolver>(Dns);
        services.AddSingleton(new GatewaySettings
        {
            HostName = "gw.test", DataFolder = Folder, Listeners = [], DrainTime = TimeSpan.FromSeconds(5), MinimumFreeOctets = 0,
            Credentials = credentials ?? FrozenDictionary<string, CredentialSettings>.Empty,
        });
        services.AddSingleton(limits ?? new DeliveryLimits());
        if (metrics is not null)
            services.AddSingleton(metrics);
        if (disk is not null)
            services.AddSingleton<ISpoolDisk>(disk.Over(Folder));
        services.AddSingleton(failpoints ?? new NoFailpoints());
        services.AddSingleton(new PolicySource(Policy(routes, settings ?? new DeliverySettings())));
        _services = services.AddSpool().AddDelivery().BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
        Spool.Recover();
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public FakeDnsResolver Dns { get; } = new();

    public RecordingLog Log { get; } = new();

    public MailSpool Spool => Get<MailSpool>();

    public DeliveryQueue Queue => Get<DeliveryQueue>();

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public static NextHopRoute Route(string to, params int[] ports) => new()
    {
        To = to, Hosts = [.. ports.Select((port, rank) => new NextHopHost("127.0.0.1", port, rank))], Tls = NextHopTls.Off,
    };

    public async Task StartAsync()
    {
        _started = true;
        Get<SpoolDispatcher>().DispatchAll();
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        if (!_started)
            return;
        _started = false;
        var stopping = Task.WhenAll(_services.GetServices<IHostedService>().Select(service => service.StopAsync(CancellationToken.None)));
        await UntilAsync(() => stopping.IsCompleted, "the stop", TimeSpan.FromSeconds(1), evenInFlight: true);
        await stopping;
    }

    /// <summary>Commits a message and offers it, as receiving does.</summary>
    public Task<SpoolEntry> SubmitAsync(string? sender, params string[] recipients) =>
        SubmitAsync(EnvelopeOf(sender, [.. recipients.Select(recipient => new EnvelopeRecipient(Address(recipient)))]));

    public async Task<SpoolEntry> SubmitAsync(Envelope envelope, string content = "Subject: hi\r\n\r\nbody\r\n", SpoolCopy? copy = null)
    {
        var id = MailId.New(Time);
        await using var intake = Spool.BeginIntake(id);
        await intake.WriteAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(content)), default);
        var entry = await Spool.CommitAsync(intake, new SpoolRecord
        {
            Id = id,
            Envelope = envelope,
            Trace = "Received: trace\r\n",
            Subject = "hi",
            Copies = [copy ?? new SpoolCopy(0, SpoolOutcome.Deliver, [.. Enumerable.Range(0, envelope.Recipients.Length)], [])],
        }, default);
        Get<SpoolDispatcher>().Dispatch(entry);
        return entry;
    }

    public Envelope EnvelopeOf(string? sender, params EnvelopeRecipient[] recipients) => new()
    {
        Listener = "mx", Sender = sender is null ? null : Address(sender), Recipients = [.. recipients], ReceivedAt = Time.GetUtcNow(),
    };

    public static EnvelopeRecipient To(string address, DsnNotify notify) => new(Address(address), notify);

    /// <summary>Waits in real time for a condition; the fake clock moves by a step between two looks, if it is to move.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan step = default, bool evenInFlight = false)
    {
        // A clock that runs on while a real socket is at work would let a slow machine run into our own time-outs.
        await Wait.UntilAsync(
            () =>
            {
                if (condition())
                    return true;
                if (step > TimeSpan.Zero && (evenInFlight || !Queue.IsBusy))
                    Time.Advance(step);
                return false;
            },
            TimeSpan.FromSeconds(30), what);
    }

    /// <summary>Waits until a recipient has been tried so often.</summary>
    public Task AttemptedAsync(SpoolEntry entry, int attempts, int recipient = 0) =>
        UntilAsync(() => entry.States[recipient].Attempts >= attempts, $"attempt {attempts}");

    public Task FinishedAsync(SpoolEntry entry) => UntilAsync(() => entry.IsFinished, "the end of the message");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        _ownFolder?.Dispose();
    }

    public static EmailAddress Address(string address)
    {
        Assert.True(SmtpAddressParser.TryParse(address, out var parsed));
        return parsed;
    }

    private static PolicySnapshot Policy(IEnumerable<NextHopRoute> routes, DeliverySettings settings) => new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org"]),
        NextHops = new NextHopTable(routes),
        Areas = FrozenDictionary<string, QuarantineArea>.Empty,
        Delivery = settings,
    };
}

/// <summary>The message log as a list.</summary>
internal sealed class RecordingLog : IMessageLog
{
    private readonly ConcurrentQueue<LogEntry> _lines = new();

    public IEnumerable<AttemptLogged> Attempts => _lines.OfType<AttemptLogged>();

    public IEnumerable<StatusLogged> Statuses => _lines.OfType<StatusLogged>();

    public IEnumerable<MessageLogged> Messages => _lines.OfType<MessageLogged>();

    public void Append(LogEntry entry) => _lines.Enqueue(entry);
}
