namespace Gatepost.Gateway.Spool;

/// <summary>What a start found.</summary>
/// <param name="Entries">Unfinished messages, oldest first.</param>
/// <param name="Uncommitted">Files of messages that never got their 250, removed.</param>
/// <param name="Corrupt">Files set aside, now or earlier.</param>
public sealed record SpoolRecovery(IReadOnlyList<SpoolEntry> Entries, int Uncommitted, IReadOnlyList<CorruptSpoolFile> Corrupt)
{
    /// <summary>Messages that were finished when the last process ended, and whose files are removed by now: a power cut may have taken the end of their story from the log.</summary>
    public IReadOnlyList<SpoolEntry> Finished { get; init; } = [];

    /// <summary>What an administrator should know, a sentence each: unfinished appends that were dropped, files that came back.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A spool file that cannot be read.</summary>
/// <param name="Name">File name in <c>corrupt/</c>; in <c>queue/</c> where the reason says that it stays there.</param>
/// <param name="Reason">What is wrong, in words that go on from the name.</param>
public sealed record CorruptSpoolFile(string Name, string Reason);

/// <summary>The content of a message does not match its checksum. Its file was set aside, and the entry is finished: there is nothing to retry.</summary>
public sealed class SpoolDamageException : IOException
{
    /// <summary>Says what is wrong.</summary>
    public SpoolDamageException(string message) : base(message)
    {
    }

    /// <summary>Says what is wrong, and why.</summary>
    public SpoolDamageException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Says that the content is damaged.</summary>
    public SpoolDamageException() : base("The content of a spool file is damaged.")
    {
    }
}
