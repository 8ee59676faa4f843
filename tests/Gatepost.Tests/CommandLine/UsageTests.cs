using System.CommandLine;
using Gatepost.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.Tests.CommandLine;

public class UsageTests : IDisposable
{
    private readonly CommandRun _run = new();

    public static TheoryData<string> Verbs => [.. Paths(Root(), "")];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_with_examples_that_parse(string verb)
    {
        Assert.Equal(0, await _run.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]));
        Assert.Empty(_run.Error);
        Assert.Contains("Usage:", _run.Out, StringComparison.Ordinal);
        var examples = _run.Out.Split("Examples:\n")[1].Split('\n').Where(line => line.StartsWith("  gatepost ", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Root().Parse(Words(example)).Errors));
    }

    [Theory]
    [InlineData("", "Say what to do.")]
    [InlineData("chek a.eml", "Did you mean \"check\"?")]
    [InlineData("check", "Required argument")]
    [InlineData("check --direction sideways a.eml", "sideways")]
    [InlineData("check --client-ip nowhere a.eml", "\"nowhere\" is no IP address.")]
    [InlineData("check --to nobody a.eml", "\"nobody\" is no mail address.")]
    [InlineData("check --jsn a.eml", "Did you mean \"--json\"?")]
    [InlineData("explain 12", "\"12\" is no id")]
    [InlineData("queue delete 12", "\"12\" is no id")]
    [InlineData("queue list --limit 0", "not from 1 to 10000")]
    [InlineData("log search --since yesterdayish", "is no time")]
    [InlineData("log search --disposition eaten", "eaten")]
    [InlineData("samples send --to nowhere", "no address with a port")]
    public async Task Wrong_usage_is_code_2_with_a_word_on_what_is_wrong(string line, string words)
    {
        Assert.Equal(2, await _run.RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(_run.Out);
        Assert.Contains(words, _run.Error, StringComparison.Ordinal);
        Assert.Contains("--help", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_system_refuses_is_a_sentence_and_code_1()
    {
        _run.Write("m.eml", TestMails.Clean);
        using var output = new RefusingWriter();
        using var error = new StringWriter();
        var io = new CommandIo
        {
            Out = output, Error = error, OpenInput = () => Stream.Null, OutIsTerminal = false, Width = 120, Environment = _ => null, WorkingFolder = _run.Folder,
        };
        Assert.Equal(1, await GatepostCommands.RunAsync(["check", "--json", "m.eml"], io, TestContext.Current.CancellationToken));
        Assert.Contains("gatepost: Access to the path 'out' is denied.", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("queue list")]
    [InlineData("queue flush")]
    [InlineData("queue hold 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10")]
    [InlineData("quarantine list --json")]
    [InlineData("log search")]
    [InlineData("config history")]
    [InlineData("explain 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10")]
    public async Task Without_a_gateway_a_client_verb_is_code_3_and_says_how_to_start_one(string line)
    {
        Assert.Equal(3, await _run.RunAsync(line.Split(' ')));
        Assert.Empty(_run.Out);
        Assert.Contains(Path.Combine(_run.Folder, ".gatepost", "admin.sock"), _run.Error, StringComparison.Ordinal);
        Assert.Contains("gatepost serve", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_folder_comes_from_the_option_then_the_variable()
    {
        _run.Set("GATEPOST_DATA", "elsewhere");
        await _run.RunAsync("status");
        Assert.Contains(Path.Combine(_run.Folder, "elsewhere", "admin.sock"), _run.Error, StringComparison.Ordinal);
        await _run.RunAsync("status", "--data", "/nowhere");
        Assert.Contains("/nowhere/admin.sock", _run.Error, StringComparison.Ordinal);
        await _run.RunAsync("status", "--socket", "/nowhere/a.sock");
        Assert.Contains("/nowhere/a.sock", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_with_mistakes_is_code_2_with_file_and_line()
    {
        _run.Write("p.yaml", "gatepost-policy: 1\ninternal-domans: [example.org]\n");
        Assert.Equal(2, await _run.RunAsync("config", "check", "p.yaml"));
        Assert.Contains("p.yaml:2:1: ", _run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean \"internal-domains\"?", _run.Error, StringComparison.Ordinal);
        _run.Write("m.eml", TestMails.Clean);
        Assert.Equal(2, await _run.RunAsync("check", "--policy", "p.yaml", "m.eml"));
    }

    [Fact]
    public async Task Credentials_that_gatepost_yaml_does_not_have_are_a_mistake_of_the_policy()
    {
        const string settings = "hostname: gw.example.net\nlisteners:\n  - {name: mx, address: \"127.0.0.1:2525\"}\n";
        _run.Write("p.yaml", "gatepost-policy: 1\ninternal-domains: [example.org]\nnext-hops:\n  - {to: \"*\", hosts: [\"127.0.0.1:25\"], tls: required, credentials: smarthost}\n");
        Assert.Equal(0, await _run.RunAsync("config", "check", "p.yaml"));
        Assert.Contains("were not compared", _run.Error, StringComparison.Ordinal);

        _run.Write("gatepost.yaml", settings);
        Assert.Equal(2, await _run.RunAsync("config", "check", "p.yaml"));
        Assert.Contains("p.yaml:4:", _run.Error, StringComparison.Ordinal);
        Assert.Contains("next-hops[0].credentials", _run.Error, StringComparison.Ordinal);

        _run.Write("gatepost.yaml", settings + "credentials:\n  smarthost: {user: gateway, password-environment: PASSWORD}\n");
        Assert.Equal(0, await _run.RunAsync("config", "check", "p.yaml"));
        Assert.Empty(_run.Error);
    }

    [Fact]
    public async Task The_default_policy_is_a_good_policy()
    {
        _run.Write("p.yaml", Gateway.Policies.DefaultPolicy.Yaml);
        Assert.Equal(0, await _run.RunAsync("config", "check", "p.yaml"));
        Assert.Contains("is a good policy of", _run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_can_be_read_as_sentences()
    {
        _run.Width = 70;
        _run.Write("p.yaml", """
            gatepost-policy: 1
            internal-domains: [example.org]
            next-hops:
              - to: "*"
                mx: true
              - to: [example.org, boss@example.org]
                hosts: [mail.example.org, {host: 192.0.2.2, port: 2525, preference: 20}]
                tls: verified
                credentials: hub
              - to: "*.example.org"
                maildir: inbox
            rules:
              - name: big mail
                comment: Ask the help desk before changing this.
                route: {direction: incoming, from: ["*@partner.example"]}
                when: {size: {at-least: 10MB}}
                then: [tag-subject: "[BIG]", quarantine]
              - name: old
                enabled: false
                then: hold
            """);
        Assert.Equal(0, await _run.RunAsync("config", "show", "p.yaml"));
        Assert.Equal(
            """
            Mail is incoming for example.org; any other is outgoing.

               1  big mail
                  Incoming mail from *@partner.example, when a message of at least
                  10 MB: put "[BIG]" in front of the subject, quarantine it in the
                  area default.
                  Ask the help desk before changing this.

               2  old  (switched off)
                  Mail: hold it.

            When no rule decides, the message is delivered; what could not be inspected never is without a rule that says so.

            Mail to boss@example.org goes to mail.example.org:25, and when that
            fails to 192.0.2.2:2525, encrypted and to a verified certificate or
            not at all, with the credentials hub of gatepost.yaml.
            Mail to example.org goes to mail.example.org:25, and when that fails
            to 192.0.2.2:2525, encrypted and to a verified certificate or not at
            all, with the credentials hub of gatepost.yaml.
            Mail to any domain below example.org is put into the Maildir inbox.
            Mail to anybody else goes to the mail servers of its domain (MX),
            encrypted where that is offered.

            """.ReplaceLineEndings("\n"), _run.Out.ReplaceLineEndings("\n"));
        _run.Write("bad.yaml", "gatepost-policy: 1\nrules: [~]\n");
        Assert.Equal(2, await _run.RunAsync("config", "show", "bad.yaml"));
        Assert.Contains("bad.yaml:2:9: rules[0]: the key \"name\" is missing", _run.Error, StringComparison.Ordinal);
    }

    private static RootCommand Root() => GatepostCommands.Build(new CommandIo
    {
        Out = TextWriter.Null, Error = TextWriter.Null, OpenInput = () => Stream.Null, Environment = _ => null, WorkingFolder = "/",
    });

    private static IEnumerable<string> Paths(Command command, string path)
    {
        yield return path;
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
        {
            foreach (var below in Paths(child, $"{path} {child.Name}".Trim()))
                yield return below;
        }
    }

    /// <summary>The command of an example, without its pipe or redirection, with an id in the place of ID.</summary>
    private static string[] Words(string example) => example.Trim().Split(" | ")[0].Split(" > ")[0]
        .Replace("gatepost ", "", StringComparison.Ordinal).Replace(" ID", " 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10", StringComparison.Ordinal)
        .Split('\'').SelectMany((piece, index) => index % 2 == 1 ? [piece] : piece.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToArray();

    private sealed class RefusingWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new UnauthorizedAccessException("Access to the path 'out' is denied.");
    }
}
