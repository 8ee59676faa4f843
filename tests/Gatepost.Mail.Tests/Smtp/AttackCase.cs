namespace Gatepost.Mail.Tests.Smtp;

/// <summary>
/// An attack and the honest conversation that looks most like it, side by side in a <c>.cases</c> file: <c>== name</c>, the attack's dialogue,
/// <c>-- twin</c>, the twin's.
/// </summary>
internal sealed record AttackCase(string Name, Dialogue Attack, Dialogue Twin)
{
    public static IEnumerable<AttackCase> ReadAll()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Smtp", "Attacks");
        return Directory.EnumerateFiles(folder, "*.cases").Order(StringComparer.Ordinal).SelectMany(Read);
    }

    private static IEnumerable<AttackCase> Read(string file)
    {
        var group = Path.GetFileNameWithoutExtension(file);
        foreach (var text in File.ReadAllText(file).Split("\n== ").Skip(1))
        {
            var lines = text.Split('\n');
            var twin = Array.IndexOf(lines, "-- twin");
            if (twin < 0)
                throw new FormatException($"{file}: the case '{lines[0]}' has no twin.");
            yield return new AttackCase($"{group}: {lines[0]}", Dialogue.Parse(lines[1..twin]), Dialogue.Parse(lines[(twin + 1)..]));
        }
    }
}
