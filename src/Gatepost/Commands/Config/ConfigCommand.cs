using System.CommandLine;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Config;

/// <summary><c>gatepost config</c>: the policy's revisions.</summary>
internal static class ConfigCommand
{
    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "config",
            "The policy: check a file, make it the next revision, see what was in force when.",
            new VerbExample("gatepost config export > policy.yaml", "What is in force"),
            new VerbExample("gatepost config show", "What is in force, as sentences"),
            new VerbExample("gatepost config check policy.yaml", "Every mistake at once, with its line; needs no gateway"),
            new VerbExample("gatepost config apply policy.yaml --note 'let invoices pass'", "Put it in force"),
            new VerbExample("gatepost config export --revision 3 | gatepost config apply - --note 'back to 3'", "Go back"));
        verb.Add(PolicyCheck.Build(call.Io));
        verb.Add(PolicyApply.Build(call));
        verb.Add(PolicyShow.Build(call));
        verb.Add(Export(call));
        verb.Add(History(call));
        return verb;
    }

    private static Verb Export(AdminCall call)
    {
        var revision = PolicyDownload.Revision();
        var verb = new Verb(
            "export", "Write a revision of the policy, as YAML, to standard output.",
            new VerbExample("gatepost config export > policy.yaml", "Edit it, then \"gatepost config apply policy.yaml\""),
            new VerbExample("diff <(gatepost config export --revision 3) <(gatepost config export)", "What changed since revision 3"))
        {
            revision,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (yaml, code) = await PolicyDownload.GetAsync(call, parsed, parsed.GetValue(revision), cancellationToken).ConfigureAwait(false);
            if (yaml is null)
                return code;
            await call.Io.Out.WriteAsync(yaml).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return verb;
    }

    private static Verb History(AdminCall call)
    {
        var limit = LimitOption.Make();
        var json = JsonOption.Make();
        var verb = new Verb("history", "List the revisions of the policy, newest first.", new VerbExample("gatepost config history", "Who changed what, when and why")) { limit, json };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(Route.With("config/history", ("limit", Route.Text(parsed.GetValue(limit)))), AdminJson.Default.IReadOnlyListRevisionListing, cancellationToken),
            revisions => Listing.Show(call.Io, parsed.GetValue(json), revisions, "There is no revision yet.", rows => Table(rows, call.Io))));
        return verb;
    }

    private static TextTable Table(IReadOnlyList<RevisionListing> revisions, CommandIo io)
    {
        var table = new TextTable(new("REVISION", IsRight: true), new("MADE (UTC)"), new("BY"), new("NOTE", IsFlexible: true), new("SHA-256"), new(""));
        foreach (var revision in revisions)
        {
            table.Add(
                revision.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), TimeText.Of(revision.CreatedAt), revision.Author, revision.Note ?? "",
                revision.Hash.Length > 12 ? revision.Hash[..12] : revision.Hash, new TableCell(revision.InForce ? "in force" : "", io.Palette.Good));
        }
        return table;
    }
}
