using System.CommandLine;
using System.Net;
using Gatepost.CommandLine;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Addresses;
using Gatepost.Terminal;

namespace Gatepost.Commands.Check;

/// <summary><c>gatepost check</c>: inspect files and say what the policy would do, without a gateway.</summary>
internal static class CheckCommand
{
    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var options = new Options();
        var verb = new Verb(
            "check",
            "Inspect messages in files and show what the policy would do with them. Needs no running gateway and changes nothing.",
            new VerbExample("gatepost check message.eml", "Parts, findings and the decision, for people"),
            new VerbExample("gatepost check --to anna@example.org --client-ip 192.0.2.7 message.eml", "With the envelope that the file does not hold"),
            new VerbExample("gatepost check --json Maildir/ archive.mbox | jq .disposition", "One JSON object a line, for scripts"),
            new VerbExample("gatepost check --policy new.yaml -", "Try a policy on the message that comes from standard input"));
        options.AddTo(verb);
        verb.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed, io, global), io, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(CheckOptions options, CommandIo io, CancellationToken cancellationToken)
    {
        if (CheckPolicy.Load(options, io) is not { } policy)
            return ExitCode.Usage;
        await using var composition = CheckComposition.Make(options, policy, io);
        var report = new CheckReport(io, options.Policy is null ? "the policy that comes with the program" : "the policy in " + TerminalText.Clean(options.Policy));
        Action<CheckResult> show = options.IsJson ? result => io.Out.WriteLine(CheckLine.Of(result)) : report.Write;
        return await new CheckRun(io, composition.Check, show).RunAsync(new MailSources(io, new CheckLimits()).Read(options.Paths), cancellationToken).ConfigureAwait(false);
    }

    private sealed class Options
    {
        private readonly Argument<string[]> _paths = new("PATH")
        {
            Description = "Files, folders, mboxes, Maildirs, or - for standard input.",
            Arity = ArgumentArity.OneOrMore,
        };

        private readonly Option<string?> _policy = new("--policy")
        {
            Description = "A policy file. Default: the last good revision in the data folder, else the one that comes with the program.",
            HelpName = "FILE",
        };

        private readonly Option<string> _direction = new("--direction")
        {
            Description = "Which way the messages go, whatever their recipients' domains: incoming or outgoing.",
            DefaultValueFactory = _ => "incoming",
        };

        private readonly Option<string?> _clientIp = new("--client-ip") { Description = "The address that the messages came from.", HelpName = "IP" };
        private readonly Option<string?> _helo = new("--helo") { Description = "What the client called itself.", HelpName = "NAME" };
        private readonly Option<string?> _from = new("--from") { Description = "The envelope sender; \"\" is the null one. Default: Return-Path.", HelpName = "ADDRESS" };
        private readonly Option<string[]> _to = new("--to")
        {
            Description = "An envelope recipient; may be given many times. Default: Delivered-To, else To and Cc.",
            HelpName = "ADDRESS",
        };

        private readonly Option<bool> _online = new("--online") { Description = "Ask the network too (DNS, antivirus servers elsewhere)." };
        private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line, in any order, and nothing else." };

        public void AddTo(Command command)
        {
            _direction.AcceptOnlyFromAmong("incoming", "outgoing");
            _clientIp.Validators.Add(result =>
            {
                if (result.Tokens.Count > 0 && !IPAddress.TryParse(result.Tokens[0].Value, out _))
                    result.AddError($"\"{result.Tokens[0].Value}\" is no IP address.");
            });
            _paths.Validators.Add(result =>
            {
                foreach (var token in result.Tokens.Where(token => token.Value.Length > 1 && token.Value[0] == '-'))
                    result.AddError($"There is no option \"{token.Value}\"." + Near(token.Value, command) + $" A file of that name is \"./{token.Value}\".");
            });
            _to.Validators.Add(result => CheckAddresses(result, mayBeEmpty: false));
            _from.Validators.Add(result => CheckAddresses(result, mayBeEmpty: true));
            command.Add(_paths);
            foreach (var option in new Option[] { _policy, _direction, _clientIp, _helo, _from, _to, _online, _json })
                command.Add(option);
        }

        public CheckOptions Read(ParseResult parsed, CommandIo io, GlobalOptions global) => new()
        {
            Paths = [.. parsed.GetRequiredValue(_paths)],
            Policy = parsed.GetValue(_policy),
            DataFolder = global.DataFolder(parsed, io),
            Direction = parsed.GetValue(_direction) == "outgoing" ? Direction.Outgoing : Direction.Incoming,
            ClientIp = parsed.GetValue(_clientIp),
            Helo = parsed.GetValue(_helo),
            From = parsed.GetValue(_from),
            To = [.. parsed.GetValue(_to) ?? []],
            IsOnline = parsed.GetValue(_online),
            IsJson = parsed.GetValue(_json),
        };

        private static string Near(string word, Command command) =>
            DidYouMean.Find(word, command.Options.Select(option => option.Name)) is { } near ? $" Did you mean \"{near}\"?" : "";

        private static void CheckAddresses(System.CommandLine.Parsing.OptionResult result, bool mayBeEmpty)
        {
            foreach (var token in result.Tokens)
            {
                if (!(mayBeEmpty && token.Value.Trim('<', '>').Length == 0) && !SmtpAddressParser.TryParse(token.Value, out _))
                    result.AddError($"\"{token.Value}\" is no mail address.");
            }
        }
    }
}
