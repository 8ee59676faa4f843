using System.Collections.Immutable;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// A committed message as the running gateway holds it. Record and states are immutable values that <see cref="MailSpool"/> swaps; read them once
/// and work on what you read. Thread-safe.
/// </summary>
public sealed class SpoolEntry
{
    internal SpoolEntry(SpoolRecord record, long contentLength, ImmutableArray<RecipientUpdate> states)
    {
        Record = record;
        ContentLength = contentLength;
        States = states;
    }

    /// <summary>Our id.</summary>
    public MailId Id => Record.Id;

    /// <summary>What was committed, with later decisions (release, reprocess, late inspection) applied.</summary>
    public SpoolRecord Record { get; internal set; }

    /// <summary>Octets of the original content.</summary>
    public long ContentLength { get; }

    /// <summary>The latest state of every recipient, by index.</summary>
    public ImmutableArray<RecipientUpdate> States { get; internal set; }
}
