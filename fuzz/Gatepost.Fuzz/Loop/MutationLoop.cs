using System.Diagnostics;
using System.Globalization;

namespace Gatepost.Fuzz.Loop;

/// <summary>
/// Fuzzing without coverage: mutations of the corpus, one after the other, for some seconds. It finds less than afl++ and needs nothing but the
/// SDK; an input that takes longer than <see cref="Patience"/> counts as a failure too.
/// </summary>
internal sealed class MutationLoop(IFuzzTarget target, TextWriter output)
{
    /// <summary>A parser that needs so long for 16 KB is one that mail can stop.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Runs; the number of different failures.</summary>
    public int Run(TimeSpan time, int seed)
    {
        var corpus = Corpus.Of(target);
        var crashes = new CrashFolder(Corpus.CrashesOf(target.Name));
        foreach (var (name, octets) in corpus)
            Try(octets, name, crashes);
        var mutator = new Mutator([.. corpus.Select(file => file.Octets), []], target.Words);
        var clock = Stopwatch.StartNew();
        var runs = 0L;
        for (; clock.Elapsed < time; runs++)
        {
            var next = unchecked(seed + (int)runs);
            Try(mutator.Make(next), string.Create(CultureInfo.InvariantCulture, $"seed {next}"), crashes);
        }
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Name}: {runs} executions in {clock.Elapsed.TotalSeconds:0} s, {runs / clock.Elapsed.TotalSeconds:0} per second; {crashes.Count} different failures"));
        if (crashes.Count > 0)
            output.WriteLine($"Inputs that fail are kept in {crashes.Folder}");
        return crashes.Count;
    }

    private void Try(byte[] input, string name, CrashFolder crashes)
    {
        var started = Stopwatch.GetTimestamp();
        string? failure = null;
        try
        {
            target.Run(input);
        }
        catch (Exception error)
        {
            failure = error.ToString();
        }
        var taken = Stopwatch.GetElapsedTime(started);
        if (failure is null && taken > Patience)
            failure = string.Create(CultureInfo.InvariantCulture, $"An input of {input.Length} octets took {taken.TotalSeconds:0.0} s.");
        if (failure is not null && crashes.Add(input, failure))
            output.WriteLine($"{target.Name}, {name}: {failure}");
    }
}
