using System.CommandLine;
using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Policies;
using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary><c>gatepost config show</c>: a policy in sentences, in the order in which its rules are asked, and where mail goes then.</summary>
internal static class PolicyShow
{
    private const string Indent = "      ";

    public static Verb Build(AdminCall call)
    {
        var file = new Argument<string?>("FILE") { Description = "A policy as YAML, which needs no gateway; - is standard input. Default: the one in force.", Arity = ArgumentArity.ZeroOrOne };
        var revision = PolicyDownload.Revision();
        var verb = new Verb(
            "show", "Read a policy as sentences: who to whom, when, and what then, rule by rule, and where mail goes.",
            new VerbExample("gatepost config show", "What is in force"),
            new VerbExample("gatepost config show policy.yaml", "What a file would mean, before \"gatepost config apply policy.yaml\""))
        {
            file, revision,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(file) is { } path)
                return PolicyText.Read(path, call.Io) is { } text ? Show(text, path == "-" ? "standard input" : path, call.Io) : ExitCode.Usage;
            var number = parsed.GetValue(revision);
            var (yaml, code) = await PolicyDownload.GetAsync(call, parsed, number, cancellationToken).ConfigureAwait(false);
            var name = number is null ? "the policy in force" : string.Create(CultureInfo.InvariantCulture, $"revision {number}");
            return yaml is null ? code : Show(yaml, name, call.Io);
        });
        return verb;
    }

    private static int Show(string yaml, string name, CommandIo io)
    {
        var compilation = PolicyCompiler.Compile(yaml, name, revision: 0);
        if (compilation.Snapshot is not { } policy)
        {
            PolicyCheck.WriteErrors([.. compilation.Errors.Select(error => error.ToString())], io);
            return ExitCode.Usage;
        }
        var domains = policy.InternalDomains.Patterns;
        io.Out.WriteLine("Mail is incoming for " + (domains.IsEmpty ? "no domain" : TerminalText.Clean(string.Join(", ", domains))) + "; any other is outgoing.");
        for (var i = 0; i < policy.Rules.Length; i++)
            Write(policy.Rules[i], i + 1, io);
        io.Out.WriteLine();
        io.Out.WriteLine("When no rule decides, the message is delivered; what could not be inspected never is without a rule that says so.");
        io.Out.WriteLine();
        foreach (var line in RouteSentences.Of(policy.NextHops).SelectMany(sentence => TerminalText.Wrap(sentence, io.Width)))
            io.Out.WriteLine(line);
        return ExitCode.Success;
    }

    private static void Write(PolicyRule rule, int number, CommandIo io)
    {
        io.Out.WriteLine();
        var off = rule.IsEnabled ? "" : "  (switched off)";
        io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number,4}  {io.Palette.Strong(TerminalText.Clean(rule.Name))}{io.Palette.Faint(off)}"));
        foreach (var line in TerminalText.Wrap(char.ToUpperInvariant(rule.Sentence[0]) + rule.Sentence[1..] + ".", io.Width - Indent.Length))
            io.Out.WriteLine(Indent + line);
        if (rule.Comment is not { } comment)
            return;
        foreach (var line in TerminalText.Wrap(comment.Trim(), io.Width - Indent.Length))
            io.Out.WriteLine(Indent + io.Palette.Faint(line));
    }
}
