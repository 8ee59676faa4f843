using System.CommandLine;
using Gatepost.Gateway.Messages;

namespace Gatepost.CommandLine;

/// <summary><c>--json</c>.</summary>
internal static class JsonOption
{
    public static Option<bool> Make() => new("--json") { Description = "One JSON object a line, for scripts." };
}

/// <summary><c>--limit</c>.</summary>
internal static class LimitOption
{
    public static Option<int?> Make()
    {
        var option = new Option<int?>("--limit") { Description = "At most so many rows (1 to 10000). Default: 100.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var limit) && limit is < 1 or > 10_000)
                result.AddError($"--limit: \"{limit}\" is not from 1 to 10000.");
        });
        return option;
    }
}

/// <summary>Message ids on the command line, checked before anybody is asked.</summary>
internal static class IdArgument
{
    public static Argument<string> One() => Checked(new Argument<string>("ID") { Description = "The message's id, as replies, logs and lists show it." });

    public static Argument<string[]> Many() => Checked(new Argument<string[]>("ID")
    {
        Description = "Ids of messages, as replies, logs and lists show them.",
        Arity = ArgumentArity.OneOrMore,
    });

    private static T Checked<T>(T argument) where T : Argument
    {
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (!MailId.TryParse(token.Value, out _))
                    result.AddError($"\"{token.Value}\" is no id; ids look like 0197e2a4-5a7c-7cc0-8f5e-2f1d6c9b3a10.");
            }
        });
        return argument;
    }
}
