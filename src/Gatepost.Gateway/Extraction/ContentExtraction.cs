using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Extraction;

/// <summary>Has the parts of a message opened that are of a format which is opened in a worker, one after the other under one budget, and puts what they hold in its place among the parts.</summary>
/// <param name="extractor">Opens.</param>
public sealed class ContentExtraction(IFileExtractor extractor)
{
    /// <summary>True when a part may be of a format that is opened; which those are says the worker.</summary>
    public static bool HoldsFiles(IMessageParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts.All.Any(IsFile);
    }

    /// <summary>Opens. What goes wrong is among the problems; throws only when the token is cancelled, or when the message cannot be read from disk.</summary>
    /// <param name="parts">The message's own parts.</param>
    /// <param name="wantsText">True when texts and links are wanted.</param>
    /// <param name="settings">How far files are opened.</param>
    /// <param name="passwords">Words to try where something needs a password; asked for only then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IMessageParts> OpenAsync(
        IMessageParts parts, bool wantsText, ContentSettings settings, Func<ImmutableArray<string>> passwords, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(passwords);
        var candidates = parts.All.Where(IsFile).ToArray();
        if (candidates.Length == 0)
            return parts;
        var types = await extractor.TypesAsync(cancellationToken).ConfigureAwait(false);
        var assembly = new ContentAssembly(parts);
        try
        {
            await OpenAsync(candidates, types, assembly, new Asking(new MessageBudget(settings.Budget), wantsText, new Lazy<ImmutableArray<string>>(passwords)), cancellationToken).ConfigureAwait(false);
            return assembly.ToContent();
        }
        catch
        {
            // A session that goes away in the middle would leave the members of the files before on disk for good.
            assembly.GiveBack();
            throw;
        }
    }

    private async Task OpenAsync(MessagePart[] candidates, FrozenSet<string>? types, ContentAssembly assembly, Asking asking, CancellationToken cancellationToken)
    {
        foreach (var part in candidates)
        {
            if (types is null && !IsReadHere(part))
                assembly.NotTried(part, "no worker that opens files could be started");
            else if (types?.Contains(TypeOf(part)) == true)
                await OpenAsync(part, assembly, asking, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(MessagePart part, ContentAssembly assembly, Asking asking, CancellationToken cancellationToken)
    {
        if (asking.Budget.IsSpent)
        {
            assembly.Unread(part, "not opened: the other files of the message took all the time, octets or files that one message may");
            return;
        }
        var extraction = await AskAsync(part, assembly, asking, [], cancellationToken).ConfigureAwait(false);
        if (NeedsPassword(extraction) && !asking.Budget.IsSpent)
        {
            var first = extraction;
            // Until there is a second answer the first is the assembly's: looking for words may be cancelled, too.
            assembly.Hold(first);
            if (asking.Passwords.Value is { IsEmpty: false } words)
            {
                // What the first look spent is spent.
                extraction = await AskAsync(part, assembly, asking, words, cancellationToken).ConfigureAwait(false);
                assembly.GiveBack(first);
            }
        }
        assembly.Add(part, extraction);
    }

    private async Task<FileExtraction> AskAsync(
        MessagePart part, ContentAssembly assembly, Asking asking, ImmutableArray<string> passwords, CancellationToken cancellationToken)
    {
        var request = new ExtractionRequest
        {
            Job = 0,
            Name = part.Name,
            DeclaredType = part.DeclaredType,
            Passwords = passwords,
            Budget = asking.Budget.Left,
            WantsText = asking.WantsText,
        };
        var extraction = await extractor.ExtractAsync(new FileToExtract(() => assembly.Open(part), part.Sha256!, request), cancellationToken).ConfigureAwait(false);
        asking.Budget.Spend(extraction);
        return extraction;
    }

    /// <summary>Not the texts that are read here: most parts of most mail wait for no worker, unless something seems to be in them.</summary>
    private static bool IsFile(MessagePart part) =>
        part is { IsMultipart: false, Size: > 0, TrueType: not null, Sha256: not null } && (part.HoldsFiles || !IsReadHere(part)) && TypeOf(part) != FileTypeCatalogue.Unknown.Name;

    /// <summary>A worker may know more of texts that are documents, messages, archives or pictures, and of XML, which may say more than it shows.</summary>
    private static bool IsReadHere(MessagePart part) => FileTypeCatalogue.Find(TypeOf(part)) is { IsText: true } type && type.Name != "xml"
        && (type.Name == "csv" || type.Family is not (FileFamily.Document or FileFamily.Spreadsheet or FileFamily.Presentation or FileFamily.Mail or FileFamily.Archive or FileFamily.Image));

    /// <summary>By content; what claims to be an archive and is none that anybody knows is opened as what it claims: one with junk in front opens all the same, and one that does not is worth a finding.</summary>
    private static string TypeOf(MessagePart part) =>
        FileTypeCatalogue.Find(part.TrueType!) is { } told ? FileClaims.TakenFor(told, part.Name, part.DeclaredType).Name : part.TrueType!;

    private static bool NeedsPassword(FileExtraction extraction) =>
        extraction.Answer?.Problems.Any(problem => problem.Kind == PartProblemKind.Encrypted) == true;

    /// <summary>What all files of one message share. The words are looked for once: a message of a thousand locked archives would have its texts read a thousand times.</summary>
    private sealed record Asking(MessageBudget Budget, bool WantsText, Lazy<ImmutableArray<string>> Passwords);
}
