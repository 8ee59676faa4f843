using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>The inspection of one message: used once.</summary>
internal sealed class InspectionRun(
    MailMessage message, PolicySnapshot policy, MessageHeaders headers, InspectionPlan plan, GateSlot slot, StartedWork started, ContentExtraction extraction,
    InspectionLimits limits, TimeProvider time)
{
    private readonly InspectorFindings _content = new(ContentFindings.Descriptor.Name, limits);
    private readonly List<InspectorFindings> _findings = [];
    private readonly List<InspectorRun> _runs = [];
    private readonly List<(string Inspector, Exception Error)> _failures = [];
    private MessageFacts? _facts;
    private Action? _release;

    /// <summary>What threw, for the log.</summary>
    public IReadOnlyList<(string Inspector, Exception Error)> Failures => _failures;

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteStagesAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Inspectors that are late may still read members: their octets stay until all have ended.
            if (_release is { } release)
                started.WhenEnded(release);
        }
    }

    private async Task ExecuteStagesAsync(CancellationToken cancellationToken)
    {
        _findings.Add(_content);
        ReportMissing();
        // Servers are asked first, while the message waits for its turn at the cores.
        var early = Start(InspectionStage.Content, one => one.Needs == InspectionNeeds.None, cancellationToken);
        if (plan.Needs != InspectionNeeds.None)
            await ReadFactsAsync(cancellationToken).ConfigureAwait(false);
        var late = Start(InspectionStage.Content, one => one.Needs != InspectionNeeds.None, cancellationToken);
        await RunCpuAsync(InspectionStage.Content, cancellationToken).ConfigureAwait(false);
        slot.Leave();
        await Task.WhenAll([.. early, .. late]).ConfigureAwait(false);

        var second = Start(InspectionStage.Findings, _ => true, cancellationToken);
        await RunCpuAsync(InspectionStage.Findings, cancellationToken).ConfigureAwait(false);
        slot.Leave();
        await Task.WhenAll(second).ConfigureAwait(false);
        _content.Close();
    }

    public MessageInspection ToInspection() => new()
    {
        Message = message,
        Headers = headers,
        Parts = _facts?.Parts?.All ?? [],
        Texts = _facts?.Texts ?? [],
        Links = _facts?.Links ?? [],
        Findings = Found(),
        Runs = [.. _runs],
    };

    private ImmutableArray<Finding> Found() => [.. _findings.SelectMany(one => one.ToArray())];

    private void ReportMissing()
    {
        foreach (var name in plan.Missing)
            Unscannable(_content, UnscannableNames.Failed, $"the policy asks for the inspector {name}, which this gateway does not have");
        if (headers.IsTruncated)
            Unscannable(_content, UnscannableNames.LimitReached, "more header fields than are read");
    }

    private async Task ReadFactsAsync(CancellationToken cancellationToken)
    {
        var reading = new FactReading(message.Content, plan.Needs, policy.Inspectors.Content, limits, extraction);
        _release = reading.Dispose;
        var start = time.GetTimestamp();
        var end = await slot.RunAsync(reading.ReadPartsAsync, limits.ReadingDeadline, time, cancellationToken).ConfigureAwait(false);
        if (end.IsDone && reading.HoldsFiles)
            end = await OpenFilesAsync(reading, cancellationToken).ConfigureAwait(false);
        if (end.IsDone)
            end = await slot.RunAsync(reading.ReadFactsAsync, limits.ReadingDeadline, time, cancellationToken).ConfigureAwait(false);
        Note(ContentFindings.Descriptor.Name, _content, end with { Elapsed = time.GetElapsedTime(start) }, limits.ReadingDeadline);
        if (!end.IsDone)
            return;
        _facts = reading.Facts;
        ContentFindings.Report(_content, _facts!.Parts, _facts.Problems);
    }

    /// <summary>Files are opened by other processes: the message gives its place at the cores to one that needs no opening.</summary>
    private async Task<WorkEnd> OpenFilesAsync(FactReading reading, CancellationToken cancellationToken)
    {
        slot.Leave();
        var work = BoundedWork.Start(reading.OpenFilesAsync, limits.OpeningDeadline, time, cancellationToken);
        started.Add(work.Task);
        return await work.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunCpuAsync(InspectionStage stage, CancellationToken cancellationToken)
    {
        foreach (var inspector in Of(stage, InspectorKind.Cpu))
        {
            if (Prepare(inspector) is not { } prepared)
                continue;
            var end = await slot.RunAsync(prepared.Work, inspector.Descriptor.Deadline, time, cancellationToken).ConfigureAwait(false);
            Finish(inspector.Descriptor, prepared.Findings, end);
        }
    }

    private List<Task> Start(InspectionStage stage, Func<InspectorDescriptor, bool> filter, CancellationToken cancellationToken)
    {
        var started = new List<Task>();
        foreach (var inspector in Of(stage, InspectorKind.Io))
        {
            if (filter(inspector.Descriptor) && Prepare(inspector) is { } prepared)
                started.Add(RunIoAsync(inspector.Descriptor, prepared, cancellationToken));
        }
        return started;
    }

    private async Task RunIoAsync(InspectorDescriptor inspector, PreparedRun prepared, CancellationToken cancellationToken)
    {
        var work = BoundedWork.Start(prepared.Work, inspector.Deadline, time, cancellationToken);
        started.Add(work.Task);
        var end = await work.WaitAsync(cancellationToken).ConfigureAwait(false);
        Finish(inspector, prepared.Findings, end);
    }

    private IEnumerable<IInspector> Of(InspectionStage stage, InspectorKind kind) =>
        plan.Inspectors.Where(one => one.Descriptor.Stage == stage && one.Descriptor.Kind == kind);

    /// <summary>Null, with a finding, where the facts that the inspector needs could not be had.</summary>
    private PreparedRun? Prepare(IInspector inspector)
    {
        var descriptor = inspector.Descriptor;
        var findings = new InspectorFindings(descriptor.Name, limits);
        var earlier = descriptor.Stage == InspectionStage.Content ? [] : Found();
        lock (_findings)
            _findings.Add(findings);
        if (descriptor.Needs != InspectionNeeds.None && _facts is null)
        {
            Unscannable(findings, UnscannableNames.Failed, $"{descriptor.Name} was not run: the content could not be read");
            findings.Close();
            AddRun(new InspectorRun(descriptor.Name, TimeSpan.Zero, "failed"));
            return null;
        }
        var context = new RunContext(message, policy, headers, _facts ?? MessageFacts.None, descriptor, earlier, findings);
        return new PreparedRun(findings, token => inspector.InspectAsync(context, token).AsTask());
    }

    private void Finish(InspectorDescriptor inspector, InspectorFindings findings, WorkEnd end)
    {
        Note(inspector.Name, findings, end, inspector.Deadline);
        findings.Close();
    }

    private void Note(string inspector, InspectorFindings findings, WorkEnd end, TimeSpan deadline)
    {
        if (end.IsTimedOut)
            Unscannable(findings, UnscannableNames.TimedOut, string.Create(CultureInfo.InvariantCulture, $"{inspector} did not end within {deadline.TotalSeconds} seconds"));
        else if (end.Error is { } error)
            Fail(inspector, findings, error);
        AddRun(new InspectorRun(inspector, end.Elapsed, end.Outcome));
    }

    private void Fail(string inspector, InspectorFindings findings, Exception error)
    {
        Unscannable(findings, UnscannableNames.Failed, $"{inspector} failed ({error.GetType().Name})");
        lock (_failures)
            _failures.Add((inspector, error));
    }

    private void AddRun(InspectorRun run)
    {
        lock (_runs)
            _runs.Add(run);
    }

    private static void Unscannable(InspectorFindings findings, string name, string evidence) =>
        findings.Report(new Finding("", FindingCategory.Unscannable, name, null, evidence));

    private sealed record PreparedRun(InspectorFindings Findings, Func<CancellationToken, Task> Work);
}
