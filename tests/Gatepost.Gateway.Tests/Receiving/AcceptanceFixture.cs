using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Delivery;
using Gatepost.Mail.Addresses;
using Gatepost.Testing.Extraction;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving;

/// <summary>Acceptance with the real spool, ledger, pipeline and policy, on a disk and a clock that the test drives.</summary>
internal sealed class AcceptanceFixture
{
    private readonly IInspector[] _inspectors;

    private readonly string _rules;

    public AcceptanceFixture(string rules, params IInspector[] inspectors) : this(new FaultyDisk(), new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)), rules, inspectors)
    {
    }

    private AcceptanceFixture(FaultyDisk disk, FakeTimeProvider time, string rules, IInspector[] inspectors)
    {
        (Disk, Time, _rules, _inspectors) = (disk, time, rules, inspectors);
        var yaml = $"gatepost-policy: 1\ninternal-domains: [example.org]\nnext-hops:\n  - {{to: example.org, hosts: [\"127.0.0.1:1\"]}}\n{rules}";
        var compilation = PolicyCompiler.Compile(yaml, "test.yaml", 7);
        Policy = new PolicySource(compilation.Snapshot ?? throw new ArgumentException(string.Join('\n', compilation.Errors)));
        Spool = new MailSpool(Disk, new SpoolLimits { MinimumFreeOctets = 1 }, Time, new NoFailpoints());
        Spool.Recover();
        Ledger = new InFlightLedger(Disk, new CrashGuardLimits(), Time, NullLogger<InFlightLedger>.Instance);
        Ledger.Start();
        Carried = new RecordingCarrier(SpoolOutcome.Deliver);
        Gate = new InspectionGate(2, Time);
        var pipeline = new InspectionPipeline(
            _inspectors,
            [new InspectionSubscriber("test", System.Collections.Frozen.FrozenSet.ToFrozenSet(_inspectors.Select(i => i.Descriptor.Name)))],
            Gate, InProcessExtractor.Content, new InspectionLimits(), Time, NullLogger<InspectionPipeline>.Instance);
        Desk = new InspectionDesk(pipeline, InChildAsync, Ledger, Gate, Time, NullLogger<InspectionDesk>.Instance);
        Dispatcher = new SpoolDispatcher(Spool, Carriers(), Log, Time, NullLogger<SpoolDispatcher>.Instance);
        Late = new LateInspection(Desk, Policy, Spool, Dispatcher, Log, Time, NullLogger<LateInspection>.Instance);
        Acceptance = new MessageAcceptance(
            Settings, Policy, Desk, Spool, Dispatcher, Log, Failpoints, Time, NullLogger<MessageAcceptance>.Instance);
    }

    public FakeTimeProvider Time { get; }

    public FaultyDisk Disk { get; }

    public RecordingLog Log { get; } = new();

    public HookedFailpoints Failpoints { get; } = new();

    public MailSpool Spool { get; }

    public InFlightLedger Ledger { get; }

    public PolicySource Policy { get; }

    public InspectionGate Gate { get; }

    public InspectionDesk Desk { get; }

    public LateInspection Late { get; }

    public SpoolDispatcher Dispatcher { get; }

    public MessageAcceptance Acceptance { get; }

    public RecordingCarrier Carried { get; }

    public int ChildInspections { get; private set; }

    public GatewaySettings Settings { get; } = new() { HostName = "mx.example", DataFolder = "/nowhere", Listeners = [new ListenerSettings { Name = "mx", EndPoint = new IPEndPoint(IPAddress.Loopback, 25) }] };

    /// <summary>The process after this one was killed and started again, an hour later.</summary>
    public AcceptanceFixture AfterDeath()
    {
        Time.Advance(TimeSpan.FromHours(1));
        return new AcceptanceFixture(Disk.AfterKill(), Time, _rules, _inspectors);
    }

    public async Task<string> AcceptAsync(string message = "Subject: hello\r\n\r\nbody\r\n", params string[] recipients)
    {
        var answer = await AcceptanceAsync(message, recipients);
        return answer.Reply.ToString();
    }

    public async Task<AcceptanceAnswer> AcceptanceAsync(string message, params string[] recipients)
    {
        var intake = Spool.BeginIntake(MailId.New(Time));
        await intake.WriteAsync(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(message)), CancellationToken.None);
        var envelope = new Envelope
        {
            Listener = "mx",
            ClientAddress = IPAddress.Parse("192.0.2.1"),
            Helo = "client.example",
            Sender = new EmailAddress("sender", "example.com"),
            Recipients = [.. (recipients.Length > 0 ? recipients : ["a@example.org"]).Select(Recipient)],
            ReceivedAt = Time.GetUtcNow(),
        };
        return await Acceptance.AcceptAsync(envelope, intake, Settings.Listeners[0], null, CancellationToken.None);
    }

    private IEnumerable<ISpoolCarrier> Carriers()
    {
        yield return Carried;
        yield return Late;
    }

    private static EnvelopeRecipient Recipient(string address) =>
        SmtpAddressParser.TryParse(address, out var parsed) ? new EnvelopeRecipient(parsed) : throw new ArgumentException(address);

    private ValueTask<MessageInspection> InChildAsync(MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken)
    {
        ChildInspections++;
        return ValueTask.FromResult(new MessageInspection { Message = message, Headers = Gatepost.Mail.Mime.HeaderScanner.Scan(message.Content) });
    }
}

/// <summary>Tells a test of each place that is passed.</summary>
internal sealed class HookedFailpoints : IFailpoints
{
    public Action<string>? Passed { get; set; }

    public void Hit(string name) => Passed?.Invoke(name);
}

/// <summary>Notes what it is offered.</summary>
internal sealed class RecordingCarrier(SpoolOutcome outcome) : ISpoolCarrier
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<(MailId Id, ImmutableArray<int> Recipients)> Taken { get; } = [];

    public SpoolOutcome Outcome => outcome;

    public Task First => _first.Task;

    public void Take(SpoolEntry entry, SpoolCopy copy)
    {
        Taken.Add((entry.Id, copy.Recipients));
        _first.TrySetResult();
    }
}
