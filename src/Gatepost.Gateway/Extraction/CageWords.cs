using System.Globalization;
using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>Says in words what locks a worker in.</summary>
public static class CageWords
{
    /// <summary>True when nothing is missing.</summary>
    public static bool IsTight(ExtractorHello hello) => hello is { FileRules: > 0, CallFilter: true, CanOpenSocket: false, CanReadOutside: false };

    /// <summary>One line for the log.</summary>
    public static string Of(ExtractorHello hello)
    {
        ArgumentNullException.ThrowIfNull(hello);
        return string.Join(", ",
            hello.FileRules > 0 ? string.Create(CultureInfo.InvariantCulture, $"files by Landlock {hello.FileRules}") : "no rules on files (the kernel has no Landlock)",
            hello.CallFilter ? "system calls by seccomp" : "no filter of system calls (no seccomp)",
            hello.CanOpenSocket ? "the network is within reach" : "no network",
            hello.CanReadOutside ? "other files can be read" : "no other files",
            "memory and time by a watch");
    }
}
