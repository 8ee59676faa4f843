using System.Runtime.CompilerServices;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Inspectors.CrashTest;

/// <summary>
/// Fails on purpose, on messages that ask for it by <c>X-Gatepost-Crash-Test: stack-overflow | throw | hang | ignore-deadline</c>: so that tests of the real binary can show
/// that a poison message costs two process deaths at most, and that no failure of an inspector turns into "clean". It exists only in a process that was
/// started with <see cref="CrashTestServices.Variable"/>.
/// </summary>
internal sealed class CrashTestInspector : IInspector
{
    public const string Name = "crash-test";

    private const string Field = "X-Gatepost-Crash-Test";

    /// <summary>Well above the deadline, and soon over for a test.</summary>
    private static readonly TimeSpan Stubbornness = TimeSpan.FromSeconds(12);

    public InspectorDescriptor Descriptor { get; } = new()
    {
        Name = Name,
        Summary = "Fails on purpose on messages that ask for it; only in tests.",
        Deadline = TimeSpan.FromSeconds(2),
        Categories = [],
    };

    public async ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        switch (context.Headers.Find(Field)?.Value.Trim())
        {
            case "stack-overflow":
                _ = Overflow(0);
                break;
            case "throw":
                throw new InvalidOperationException("The message asked for it.");
            case "hang":
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                break;
            case "ignore-deadline":
                // As an inspector does that is caught in a loop: it holds its place among the running ones.
                Thread.Sleep(Stubbornness);
                break;
            default:
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    private static long Overflow(long depth) => Overflow(depth + 1) + depth;
}
