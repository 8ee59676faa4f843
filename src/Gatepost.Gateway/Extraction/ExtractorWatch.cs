using System.Diagnostics;
using System.Globalization;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>
/// Looks at a working process from outside, since a process that a file has taken over keeps no promise: resident memory, CPU and wall-clock time. What passes a bound is killed, and the wait for
/// its answer cancelled.
/// </summary>
internal sealed class ExtractorWatch : IDisposable
{
    private readonly Process _process;
    private readonly ExtractorLimits _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly TimeSpan _wall;
    private readonly TimeSpan _cpu;
    private readonly TimeSpan _cpuBefore;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private bool _isOver;

    public ExtractorWatch(Process process, ExtractionBudget budget, ExtractorLimits limits, TimeProvider time, CancellationTokenSource end)
    {
        _process = process;
        _limits = limits;
        _time = time;
        _end = end;
        _wall = budget.Time + limits.Grace;
        _cpu = budget.CpuTime + limits.Grace;
        _cpuBefore = ProcessUsage.Read(process.Id)?.Cpu ?? TimeSpan.Zero;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, limits.WatchInterval, limits.WatchInterval);
    }

    /// <summary>Why it was ended, in words.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>True when it was ended for its time, and not for its memory.</summary>
    public bool IsTimeOut { get; private set; }

    public void Dispose()
    {
        lock (_lock)
            _isOver = true;
        _timer.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isOver || Judge(ProcessUsage.Read(_process.Id)) is not { } reason)
                return;
            _isOver = true;
            Reason = reason;
            Kill();
            _end.Cancel();
        }
    }

    private string? Judge(ProcessUsage? usage)
    {
        if (usage is { } now && now.Resident > _limits.MemoryOctets)
            return string.Create(CultureInfo.InvariantCulture, $"the process that opened it used more than {_limits.MemoryOctets / 1_048_576} MB and was killed");
        if (usage is { } busy && busy.Cpu - _cpuBefore > _cpu)
            return TimeOut(string.Create(CultureInfo.InvariantCulture, $"the process that opened it used more than {_cpu.TotalSeconds} seconds of CPU and was killed"));
        return _time.GetElapsedTime(_start) > _wall
            ? TimeOut(string.Create(CultureInfo.InvariantCulture, $"the process that opened it gave no answer within {_wall.TotalSeconds} seconds and was killed"))
            : null;
    }

    private string TimeOut(string reason)
    {
        IsTimeOut = true;
        return reason;
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended by itself in between.
        }
    }
}
