using Gatepost.Fuzz.Targets;
using Gatepost.Fuzz.Targets.Files;

namespace Gatepost.Fuzz;

/// <summary>Every target, in the order in which a message meets the parsers. A parser without a line here is not tested against the hostile.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new ProxyHeaderTarget(),
        new SmtpSessionTarget(),
        new SaslTarget(),
        new ClientAttributeTarget(),
        new SmtpCommandTarget(),
        new SmtpAddressTarget(),
        new SmtpReplyTarget(),
        new HeaderFieldTarget(),
        new HeaderValueTarget(),
        new MimePartTarget(),
        new SevenBitTarget(),
        new ZipTarget(),
        new FileTypeTarget(),
        new TarTarget(),
        new PackedFileTarget(),
        new EncodedFileTarget(),
        new CompoundFileTarget(),
        new MacroTarget(),
        new WordTarget(),
        new WorkbookTarget(),
        new SlidesTarget(),
        new OutlookMessageTarget(),
        new RtfTarget(),
        new TnefTarget(),
        new CompressedRtfTarget(),
        new OneNoteTarget(),
        new OfficeEncryptionTarget(),
        new PackageTarget(),
        new PdfScanTarget(),
        new PdfFilterTarget(),
        new Jbig2Target(),
        new PageBlobTarget(),
        new DrawnCodeTarget(),
        new CarrierWatchTarget(),
        new PasswordCandidateTarget(),
        new ExtractionAnswerTarget(),
        new MessageTextTarget(),
        new HtmlTarget(),
        new UrlTarget(),
        new CalendarTarget(),
        new PlainLinkTarget(),
        new ClamdReplyTarget(),
        new ChildFrameTarget(),
        new ChildAnswerTarget(),
        new MessageEditTarget(),
        new ForeignTraceTarget(),
        new SpoolFileTarget(),
        new CrashLedgerTarget(),
        new JournalTarget(),
        new DsnTarget(),
        new PolicyTarget(),
        new SettingsTarget(),
        new MboxTarget(),
    ];

    public static IFuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
