using System.CommandLine;
using System.Text;
using Gatepost.CommandLine;
using Gatepost.Gateway.Receiving.Authentication;
using Gatepost.Terminal;

namespace Gatepost.Commands.Accounts;

/// <summary><c>gatepost accounts</c>: who may authenticate himself to relay. It writes the file itself; a running gateway sees the change within seconds.</summary>
internal static class AccountsCommand
{
    /// <summary>Twice what SMTP clients can send.</summary>
    private const int MaxPasswordOctets = 512;

    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var file = new Option<string?>("--file") { Description = $"The file of the accounts, where gatepost.yaml names one. Default: {AccountFile.Name} in the data folder.", HelpName = "FILE", Recursive = true };
        var verb = new Verb(
            "accounts",
            "Accounts by which printers and applications authenticate themselves at listeners with \"authentication: true\".",
            new VerbExample("gatepost accounts add printer", "A new account, with a password that is shown once"),
            new VerbExample("gatepost accounts list", "Who has one"));
        verb.Add(file);
        string FileOf(ParseResult parsed) => parsed.GetValue(file) is { } named
            ? Path.GetFullPath(named, io.WorkingFolder)
            : Path.Combine(global.DataFolder(parsed, io), AccountFile.Name);
        verb.Add(Add(io, FileOf));
        verb.Add(Remove(io, FileOf));
        verb.Add(List(io, FileOf));
        return verb;
    }

    private static Verb Add(CommandIo io, Func<ParseResult, string> fileOf)
    {
        var name = new Argument<string>("NAME") { Description = "The account's name." };
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from standard input, one line. Otherwise one is made and shown." };
        var verb = new Verb(
            "add", "Add an account, or give it another password.",
            new VerbExample("gatepost accounts add printer", "Make a password and show it"),
            new VerbExample("gatepost accounts add crm@example.org --password-stdin", "With a password of your own"))
        {
            name, fromInput,
        };
        verb.SetAction(parsed =>
        {
            var chosen = parsed.GetValue(fromInput) ? ReadPassword(io) : AccountFile.NewPassword();
            if (chosen is null)
                return Fail(io, "standard input holds no password of 8 to 255 octets in one line");
            if (AccountFile.Add(fileOf(parsed), parsed.GetRequiredValue(name), chosen) is { } problem)
                return Fail(io, problem);
            if (!parsed.GetValue(fromInput))
                io.Out.WriteLine(chosen);
            return ExitCode.Success;
        });
        return verb;
    }

    private static Verb Remove(CommandIo io, Func<ParseResult, string> fileOf)
    {
        var name = new Argument<string>("NAME") { Description = "The account's name." };
        var verb = new Verb("remove", "Remove an account.", new VerbExample("gatepost accounts remove printer", "It is let in no more")) { name };
        verb.SetAction(parsed => AccountFile.Remove(fileOf(parsed), parsed.GetRequiredValue(name)) is { } problem ? Fail(io, problem) : ExitCode.Success);
        return verb;
    }

    private static Verb List(CommandIo io, Func<ParseResult, string> fileOf)
    {
        var verb = new Verb("list", "List the accounts, one name a line.", new VerbExample("gatepost accounts list", "The names; passwords are not kept"));
        verb.SetAction(parsed =>
        {
            var (names, problem) = AccountFile.List(fileOf(parsed));
            foreach (var name in names)
                io.Out.WriteLine(name);
            return problem is null ? ExitCode.Success : Fail(io, problem);
        });
        return verb;
    }

    private static int Fail(CommandIo io, string problem)
    {
        io.Error.WriteLine("gatepost: " + TerminalText.Clean(problem));
        return ExitCode.Failure;
    }

    /// <summary>The first line, without its end; null for what no client could send, or anybody could guess.</summary>
    private static string? ReadPassword(CommandIo io)
    {
        using var input = io.OpenInput();
        var octets = new byte[MaxPasswordOctets];
        var text = Encoding.UTF8.GetString(octets, 0, input.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false));
        var line = text.Split('\n')[0].TrimEnd('\r');
        return Encoding.UTF8.GetByteCount(line) is >= 8 and <= 255 && line.AsSpan().IndexOfAny('\0', '\ufffd', '\ufffe') < 0 ? line : null;
    }
}
