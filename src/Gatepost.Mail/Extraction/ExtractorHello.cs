using System.Collections.Immutable;

namespace Gatepost.Mail.Extraction;

/// <summary>The first frame of a worker: what locks it in, tried out by itself before it takes any file.</summary>
public sealed record ExtractorHello
{
    /// <summary>The form of requests and answers that it speaks.</summary>
    public const int CurrentProtocol = 1;

    /// <summary>Its <see cref="CurrentProtocol"/>: another one is a worker of another version.</summary>
    public required int Protocol { get; init; }

    /// <summary>The names of the true types that it opens.</summary>
    public required ImmutableArray<string> Types { get; init; }

    /// <summary>The version of the kernel's Landlock rules that are in force, 0 for none: which files it may see.</summary>
    public required int FileRules { get; init; }

    /// <summary>True when the filter of system calls (seccomp) is in force.</summary>
    public required bool CallFilter { get; init; }

    /// <summary>True when it tried to open a socket and could: then it may reach the network.</summary>
    public required bool CanOpenSocket { get; init; }

    /// <summary>True when it tried to read a file outside its folders and could.</summary>
    public required bool CanReadOutside { get; init; }
}
