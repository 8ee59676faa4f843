using System.CommandLine;
using System.Net;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Mail.Addresses;
using Gatepost.Terminal;

namespace Gatepost.Commands.Samples;

/// <summary><c>gatepost samples send</c>: the first five minutes with a gateway.</summary>
internal static class SamplesCommand
{
    /// <summary>Where the newcomer's gateway listens.</summary>
    public const string NewcomersGateway = "127.0.0.1:2525";
    private const string NewcomersRecipient = "you@example.org";

    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "samples", "Messages that show what the gateway does. Nothing in them is dangerous.",
            new VerbExample("gatepost samples send", "Send them to the gateway here, and see what becomes of each and why"));
        verb.Add(Send(call));
        return verb;
    }

    private static Verb Send(AdminCall call)
    {
        var to = new Option<string>("--to")
        {
            Description = "The gateway's SMTP listener.", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => NewcomersGateway,
        };
        to.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && EndPoint(result.Tokens[0].Value) is null)
                result.AddError($"--to: \"{result.Tokens[0].Value}\" is no address with a port, such as {NewcomersGateway}.");
        });
        var recipient = new Option<string>("--recipient")
        {
            Description = "Who the messages are for: somebody in a domain of the policy.", HelpName = "ADDRESS", DefaultValueFactory = _ => NewcomersRecipient,
        };
        recipient.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !SmtpAddressParser.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--recipient: \"{result.Tokens[0].Value}\" is no mail address.");
        });
        var verb = new Verb(
            "send",
            "Send a clean message, test viruses (plain and in archives), spam, a script, a spoofed sender, card numbers, and subjects in three scripts; then show what became of each and why.",
            new VerbExample("gatepost samples send", "To the gateway on 127.0.0.1:2525"),
            new VerbExample("gatepost samples send --to 192.0.2.25:25 --recipient test@your.domain", "To another one; only its replies are shown then"))
        {
            to, recipient,
        };
        verb.SetAction((parsed, cancellationToken) => RunAsync(call, parsed, EndPoint(parsed.GetRequiredValue(to))!, parsed.GetRequiredValue(recipient), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(AdminCall call, ParseResult parsed, IPEndPoint gateway, string recipient, CancellationToken cancellationToken)
    {
        var io = call.Io;
        _ = SmtpAddressParser.TryParse(recipient, out var address);
        var samples = new SampleSet(recipient, io.Time).All;
        var (fates, trouble) = await new SampleSender(gateway, address!, io.Time).SendAsync(samples, cancellationToken).ConfigureAwait(false);
        if (trouble is not null)
        {
            await io.Error.WriteLineAsync($"gatepost: no gateway takes mail at {gateway} ({TerminalText.Clean(trouble)}).").ConfigureAwait(false);
            await io.Error.WriteLineAsync("Start it with \"gatepost serve\", or say with --to where it listens.").ConfigureAwait(false);
            return ExitCode.NotRunning;
        }
        using var client = call.Open(parsed);
        var told = await new SampleFollower(client, io.Time).FollowAsync(fates, cancellationToken).ConfigureAwait(false);
        SampleTable.Write(told, io);
        return ExitCode.Success;
    }

    private static IPEndPoint? EndPoint(string text) => IPEndPoint.TryParse(text, out var endPoint) && endPoint.Port > 0 ? endPoint : null;
}
