namespace Gatepost.Mail.Tests.Smtp;

public sealed class DialogueTests
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Smtp", "Dialogues");

    public static IEnumerable<TheoryDataRow<string, string>> Dialogues() =>
        from file in Directory.EnumerateFiles(Folder, "*.dialogue").Order(StringComparer.Ordinal)
        from mode in Dialogue.Parse(File.ReadLines(file)).Modes
        select new TheoryDataRow<string, string>(Path.GetFileNameWithoutExtension(file), mode);

    [Theory]
    [MemberData(nameof(Dialogues))]
    public Task The_server_keeps_to_the_script(string name, string mode) =>
        DialogueRunner.RunAsync(Dialogue.Parse(File.ReadLines(Path.Combine(Folder, name + ".dialogue"))), mode);
}
