using System.Globalization;
using Gatepost.Terminal;

namespace Gatepost.Commands.Samples;

/// <summary>What became of the samples, for somebody who sees the gateway for the first time.</summary>
internal static class SampleTable
{
    public static void Write(IReadOnlyList<SampleFate> fates, CommandIo io)
    {
        var table = new TextTable(new("SAMPLE", IsFlexible: true), new("WHAT BECAME OF IT"), new("WHY", IsWrapped: true));
        foreach (var fate in fates)
            table.Add(Title(fate.Message), new TableCell(fate.Outcome, Paint(io.Palette, fate.Outcome)), fate.Why);
        table.Write(io);
        io.Out.WriteLine();
        io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fates.Count} messages sent."));
        if (fates.Any(fate => fate.Explanation is null && fate.Id is not null))
            io.Out.WriteLine("The gateway's admin socket does not answer, so only its replies are shown; --data says where it keeps its data.");
        if (fates.FirstOrDefault(fate => fate.Outcome != "delivered" && fate.Id is not null) is { } telling)
        {
            io.Out.WriteLine($"The whole story of one (\"{TerminalText.Clean(telling.Message.Title)}\"):");
            io.Out.WriteLine($"  gatepost explain {telling.Id}");
        }
    }

    /// <summary>A subject in another script is what its sample is about, so it is shown.</summary>
    private static string Title(SampleMessage message) =>
        System.Text.Ascii.IsValid(message.Subject) ? message.Title : $"{message.Title}: {message.Subject}";

    private static Func<string, string> Paint(Palette palette, string outcome) =>
        outcome is "delivered" or "accepted" ? palette.Good : outcome is "queued" or "held" or "try again later" ? palette.Warning : palette.Bad;
}
