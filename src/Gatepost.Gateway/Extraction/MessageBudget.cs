using Gatepost.Mail.Extraction;

namespace Gatepost.Gateway.Extraction;

/// <summary>What is left for the files of one message.</summary>
internal sealed class MessageBudget(ExtractionBudget whole)
{
    // A worker that was given less would say no more than that its time is over.
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(200);

    /// <summary>What the next file may take.</summary>
    public ExtractionBudget Left { get; private set; } = whole;

    /// <summary>True when the next file is not opened at all.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>A file was opened. Waiting for a free worker is nothing that the message did, and does not count.</summary>
    public void Spend(FileExtraction extraction)
    {
        var answer = extraction.Answer;
        Left = Left with
        {
            AllOctets = Left.AllOctets - (answer?.Unpacked ?? 0),
            Files = Left.Files - (answer?.Nodes.Length ?? 0),
            Links = Left.Links - (answer?.Links.Length ?? 0),
            // UTF-8 of UTF-16: at most three octets a character.
            TextOctets = Left.TextOctets - (int)Math.Min(int.MaxValue, answer?.Texts.Sum(text => 3L * text.Text.Length) ?? 0),
            Time = Left.Time - extraction.Elapsed,
            CpuTime = Left.CpuTime - extraction.Elapsed,
        };
        IsSpent = answer is null or { IsOver: true }
            || Left.AllOctets <= 0 || Left.Files <= 0 || Left.Time < LeastTime || Left.CpuTime < LeastTime;
        Left = Left with { Links = Math.Max(0, Left.Links), TextOctets = Math.Max(0, Left.TextOctets) };
    }
}
