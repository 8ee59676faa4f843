using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Slides.</summary>
internal static class PresentationTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Presentation);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Packed("ole2", "ppt", "PowerPoint presentation", "ppt pps pot ppa", "application/vnd.ms-powerpoint application/mspowerpoint application/powerpoint"),
        Table.Packed("zip", "pptx", "PowerPoint presentation", "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        Table.Packed("zip", "pptm", "PowerPoint presentation with macros", "pptm", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
        Table.Packed("zip", "potx", "PowerPoint template", "potx", "application/vnd.openxmlformats-officedocument.presentationml.template"),
        Table.Packed("zip", "potm", "PowerPoint template with macros", "potm", "application/vnd.ms-powerpoint.template.macroenabled.12"),
        Table.Packed("zip", "ppsx", "PowerPoint show", "ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
        Table.Packed("zip", "ppsm", "PowerPoint show with macros", "ppsm", "application/vnd.ms-powerpoint.slideshow.macroenabled.12"),
        Table.Packed("zip", "ppam", "PowerPoint add-in", "ppam", "application/vnd.ms-powerpoint.addin.macroenabled.12"),
        Table.Packed("zip", "odp", "OpenDocument presentation", "odp otp fodp", "application/vnd.oasis.opendocument.presentation application/vnd.oasis.opendocument.presentation-template"),
        Table.Packed("zip", "keynote", "Keynote presentation", "key", "application/vnd.apple.keynote application/x-iwork-keynote-sffkey"),
        Table.Text("smil", "SMIL presentation", "smil smi", "application/smil application/smil+xml", "<", text => text.IsElement("smil")),
    ];
}
