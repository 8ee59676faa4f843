using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>What the spool has told its callers about one message: what a restart is measured against.</summary>
internal sealed class ToldMessage(SpoolRecord record, byte[] content)
{
    public MailId Id => record.Id;

    public byte[] Content => content;

    /// <summary>The commit returned: from here on the message must be there.</summary>
    public bool Accepted { get; set; }

    /// <summary>The commit threw while the power was on: the client will come again.</summary>
    public bool Refused { get; set; }

    /// <summary>An update that finishes the message was tried: it may be gone.</summary>
    public bool FinishTried { get; set; }

    /// <summary>It returned.</summary>
    public bool Finished { get; set; }

    /// <summary>The highest attempt number of each recipient that is known to be on disk.</summary>
    public int[] Synced { get; } = new int[record.Envelope.Recipients.Length];

    /// <summary>The highest that was ever tried.</summary>
    public int[] Tried { get; } = new int[record.Envelope.Recipients.Length];

    /// <summary>Outcomes of the copies that may be found: those that hold, and those that were tried since.</summary>
    public List<string> Outcomes { get; } = [OutcomesOf(record)];

    public static string OutcomesOf(SpoolRecord record) => string.Join(',', record.Copies.Select(copy => copy.Outcome));
}
