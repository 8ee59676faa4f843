using System.Globalization;
using Gatepost.Fuzz;
using Gatepost.Fuzz.Loop;

// fuzz/run is the way in; it also knows how to use afl++.
switch (args)
{
    case []:
        foreach (var target in FuzzTargets.All)
            Console.WriteLine($"{target.Name,-18} {target.Summary}");
        return 0;
    case ["words", var name] when FuzzTargets.Find(name) is { } target:
        foreach (var word in target.Words)
            Console.WriteLine(AflWord.Quoted(word));
        return 0;
    case ["afl", var name] when FuzzTargets.Find(name) is { } target:
        SharpFuzz.Fuzzer.OutOfProcess.Run(stream =>
        {
            using var octets = new MemoryStream();
            stream.CopyTo(octets);
            target.Run(octets.GetBuffer().AsSpan(0, (int)octets.Length));
        });
        return 0;
    case ["once", var name, var file] when FuzzTargets.Find(name) is { } target:
        target.Run(File.ReadAllBytes(file));
        return 0;
    case [var name, var seconds, .. var rest] when FuzzTargets.Find(name) is { } target && rest.Length <= 1
        && double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var time):
        var seed = rest is [var text] ? int.Parse(text, CultureInfo.InvariantCulture) : Environment.TickCount;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: mutations from seed {seed}"));
        return new MutationLoop(target, Console.Out).Run(TimeSpan.FromSeconds(time), seed) == 0 ? 0 : 1;
    default:
        Console.Error.WriteLine("Usage: Gatepost.Fuzz [TARGET SECONDS [SEED] | once TARGET FILE | words TARGET | afl TARGET]; without arguments it lists the targets.");
        return 2;
}
