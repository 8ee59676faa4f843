namespace Gatepost.CommandLine;

/// <summary>What scripts can rely on.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Success = 0;

    /// <summary>Nothing was found, or not everything could be done.</summary>
    public const int Failure = 1;

    /// <summary>The command line or a file that it names is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The gateway does not answer.</summary>
    public const int NotRunning = 3;
}
