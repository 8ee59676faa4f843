using System.CommandLine;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;

namespace Gatepost.Commands.Explain;

/// <summary><c>gatepost explain</c>: why did this happen?</summary>
internal static class ExplainCommand
{
    public static Verb Build(AdminCall call)
    {
        var id = new Argument<string>("ID") { Description = "The id that a reply, a bounce, a log line or a list shows: of a message or of a session." };
        id.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !Guid.TryParseExact(result.Tokens[0].Value, "D", out _))
                result.AddError($"\"{result.Tokens[0].Value}\" is no id; ids look like 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10.");
        });
        var json = JsonOption.Make();
        var verb = new Verb(
            "explain",
            "Tell all that is known of a message or a session: from whom, to whom, what was seen, which rule decided, what was done, what the next hop said.",
            new VerbExample("gatepost explain 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10", "The id stands in every reply, also in refusals"))
        {
            id, json,
        };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(Route.Of("explain", parsed.GetRequiredValue(id)), AdminJson.Default.Explanation, cancellationToken),
            explanation =>
            {
                if (parsed.GetValue(json))
                    call.Io.Out.WriteLine(Listing.Json(explanation));
                else
                    new ExplanationText(call.Io).Write(explanation);
                return ExitCode.Success;
            }));
        return verb;
    }
}
