using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Gatepost.Fuzz;

/// <summary>
/// Sees what the readers of files throw, although those who call them catch all of it on purpose. A reader says "damaged" by <see cref="InvalidDataException"/> and the like; a step outside an array,
/// a null, a cast or memory without a bound is a fault of ours where our own code took it. Inside a library it is the library's way to say "damaged".
/// </summary>
internal sealed class FaultWatch : IDisposable
{
    // Flows into the threads that a reader starts, and keeps what other tests of the process throw apart.
    private readonly AsyncLocal<bool> _isWatched = new();
    private volatile string? _fault;

    public FaultWatch()
    {
        _isWatched.Value = true;
        AppDomain.CurrentDomain.FirstChanceException += See;
    }

    /// <summary>The first fault with its stack, or null.</summary>
    public string? Fault => _fault;

    public void Dispose() => AppDomain.CurrentDomain.FirstChanceException -= See;

    private void See(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (!_isWatched.Value || _fault is not null || !IsFault(thrown.Exception))
            return;
        var stack = new StackTrace(1, fNeedFileInfo: true);
        if (IsOurs(stack))
            _fault = $"{thrown.Exception.GetType()}: {thrown.Exception.Message}\n{stack}";
    }

    private static bool IsFault(Exception error) =>
        error is IndexOutOfRangeException or NullReferenceException or ArgumentException or InvalidCastException or ArithmeticException or OutOfMemoryException or KeyNotFoundException
            or InvalidOperationException or InsufficientExecutionStackException or RankException or ArrayTypeMismatchException;

    /// <summary>True where the innermost frame that is not the framework's is ours. The framework's own parsers throw within themselves, and say what they mean in another exception.</summary>
    private static bool IsOurs(StackTrace stack)
    {
        foreach (var name in stack.GetFrames().Select(frame => frame.GetMethod()?.DeclaringType?.Namespace))
        {
            if (name is null || (name.StartsWith("System", StringComparison.Ordinal) && !name.StartsWith("System.Xml", StringComparison.Ordinal)))
                continue;
            return name.StartsWith("Gatepost.Extraction", StringComparison.Ordinal) || name.StartsWith("Gatepost.Mail", StringComparison.Ordinal);
        }
        return false;
    }
}
