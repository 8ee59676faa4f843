using System.Collections.Immutable;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>
/// Lists the members of everything that is a zip: archives, documents, programs. Of a document's package only what another reader must open is a member; its text is read by the readers
/// of documents from the same file.
/// </summary>
internal sealed class ZipReader : IFormatReader
{
    private readonly ZipLimits _limits = new();

    public ImmutableArray<string> Types { get; } = [.. ZipKind.Types, .. ZipCarriers.Types];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var isCarrier = ZipCarriers.Types.Contains(file.Type.Name);
        var contents = isCarrier
            ? ZipContents.ReadBehind(file.Content, _limits, cancellationToken)
            : ZipContents.Read(file.Content, _limits, cancellationToken);
        if (isCarrier && !contents.HasDirectory)
            return;
        if (contents.Problem is { } problem)
            output.Problem(problem.Kind, problem.Reason);
        if (isCarrier && ZipCarriers.IsFinding(file.Type.Name))
            output.Problem(PartProblemKind.Malformed, $"a zip behind what begins as {file.Type.Description}");
        var package = new ZipPackage(file.Content, contents);
        if (!isCarrier && package.Kind is { } kind && kind != file.Type.Name && FileTypeCatalogue.Find(kind) is not null)
            output.Refine(kind);
        ReadMembers(file, package, output, cancellationToken);
    }

    private void ReadMembers(OpenedFile file, ZipPackage package, FormatOutput output, CancellationToken cancellationToken)
    {
        var members = new ZipMemberReader(file.Content, new ZipPasswords(file.Passwords, _limits), output, cancellationToken);
        foreach (var entry in package.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (output.IsOver)
                return;
            if (entry.IsFolder || ZipPackageParts.IsPlumbing(package, entry))
                continue;
            members.Read(entry, ZipPackageParts.IsFile(package, entry));
        }
    }
}
