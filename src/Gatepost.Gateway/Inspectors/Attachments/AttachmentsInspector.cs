using System.Globalization;
using Gatepost.Gateway.Inspection;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspectors.Attachments;

/// <summary>Finds what is suspicious in the names of attachments themselves, and where they contradict what the file is. Which names, types and sizes an organisation does not want is said by the policy's own conditions.</summary>
internal sealed class AttachmentsInspector : IInspector
{
    public const string InspectorName = "attachments";

    public static InspectorDescriptor Described { get; } = new()
    {
        Name = InspectorName,
        Summary = "Finds file names made to deceive, files that are not what they are called, and programs inside archives.",
        Needs = InspectionNeeds.Parts,
        Categories = [FindingCategory.Attachment],
    };

    public InspectorDescriptor Descriptor => Described;

    public ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        foreach (var part in context.Parts.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var name in PartNames.Of(part))
                Inspect(context, part, name);
            if (TypeMismatch.Find(part) is { } mismatch)
                Report(context, part, mismatch.Name, mismatch.Evidence);
            foreach (var other in part.OtherNames.Where(other => FileNameTraits.AreInConflict(part.Name ?? "", other)))
                Report(context, part, AttachmentFindings.TwoNames, $"{part.Name} is also called {other}: mail programs differ in which they show");
        }
        return ValueTask.CompletedTask;
    }

    private static void Inspect(InspectionContext context, MessagePart part, string name)
    {
        if (FileNameTraits.HasDoubleExtension(name))
            Report(context, part, AttachmentFindings.DoubleExtension, $"{name} is a program that pretends to be a document");
        if (FileNameTraits.IsReversed(name))
            Report(context, part, AttachmentFindings.Reversed, $"{name} holds characters that turn the direction of writing, so that it is shown otherwise");
        if (LookAlikeExtension.Find(name) is { } extension)
            Report(context, part, AttachmentFindings.LookAlikeExtension, $"{name} ends in letters that look like .{extension} and are others");
        if (FileNameTraits.HasControlCharacters(name))
            Report(context, part, AttachmentFindings.ControlCharacters, $"{name} holds characters that cannot be seen");
        if (name.Length > FileNameTraits.LongestName)
            Report(context, part, AttachmentFindings.TooLong, string.Create(CultureInfo.InvariantCulture, $"a name of {name.Length} characters: {name[..64]}..."));
        if (FileNameTraits.HasTrailingDots(name))
            Report(context, part, AttachmentFindings.TrailingDots, $"\"{name}\" ends with a dot or a blank, which Windows drops");
        if (FileNameTraits.ClimbsOut(name))
            Report(context, part, AttachmentFindings.Path, $"{name} leads out of the folder that it is put into");
        if (part.IsMember && FileNameTraits.IsExecutable(name))
            Report(context, part, AttachmentFindings.ExecutableInArchive, $"{name} is a program inside an archive");
    }

    private static void Report(InspectionContext context, MessagePart part, string name, string evidence) =>
        context.Report(new Finding(InspectorName, FindingCategory.Attachment, name, part.Path, evidence));
}
