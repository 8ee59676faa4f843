namespace Gatepost.Gateway.Extraction;

/// <summary>Bounds of the workers that open files.</summary>
public sealed record ExtractorLimits
{
    /// <summary>Workers at once; 0 = one a core, and two at least, so that one slow file does not hold up all others.</summary>
    public int Workers { get; init; }

    /// <summary>Files that a worker opens before it is replaced: what a parser leaks or leaves behind does not live long.</summary>
    public int JobsPerWorker { get; init; } = 500;

    /// <summary>Resident memory of a worker; above it is killed. Two of them and the gateway stay below 500 MB with what the runtime itself takes.</summary>
    public long MemoryOctets { get; init; } = 240 * 1_048_576L;

    /// <summary>Resident memory of a worker that has nothing to do; above it is replaced. An ordinary one rests at 60 to 100 MB.</summary>
    public long RestingOctets { get; init; } = 150 * 1_048_576L;

    /// <summary>CPU time that a worker may take with nothing to do: its runtime compiles and tidies up for a moment.</summary>
    public TimeSpan RestingCpu { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often resting workers are looked at.</summary>
    public TimeSpan RestingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>CPU time of a worker in its life; it is replaced before the kernel ends it, in the middle of a file, at 20 minutes.</summary>
    public TimeSpan WholeCpu { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Managed memory of a worker, kept by its runtime: it fails over one file in an orderly way before <see cref="MemoryOctets"/> is reached.</summary>
    public long HeapOctets { get; init; } = 128 * 1_048_576L;

    /// <summary>From the start of a process until it says that it is ready. A cold start on a busy machine takes a second or two.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a file waits for a free worker: with all of them at their longest files, about two of those.</summary>
    public TimeSpan WaitForWorker { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>What a worker may take beyond the budget of time, which it keeps itself, before it is taken for hung and killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(1_500);

    /// <summary>How often memory and time of a working process are looked at. A parser that runs away takes some 100 MB in that time.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Octets of an answer: the texts and names of a message at their bounds, escaped.</summary>
    public int AnswerOctets { get; init; } = 50_331_648;

    /// <summary>After a worker that did not even start, how long until the next is tried: a broken installation must not be a storm of processes.</summary>
    public TimeSpan RestartPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Answers that are kept for the same octets of the next message: a mailing brings one file a thousand times.</summary>
    public int KeptAnswers { get; init; } = 64;

    /// <summary>Octets that kept answers hold on disk and in memory, all together.</summary>
    public long KeptOctets { get; init; } = 67_108_864;

    /// <summary>How long an answer is kept: a mailing arrives within minutes.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(5);
}
