namespace Gatepost.Gateway.Inspectors.Attachments;

/// <summary>The findings of <c>attachments</c>; what each means to a person stands in docs/findings.md.</summary>
internal static class AttachmentFindings
{
    public const string DoubleExtension = "NAME_DOUBLE_EXTENSION";
    public const string Reversed = "NAME_REVERSED";
    public const string ControlCharacters = "NAME_CONTROL_CHARACTERS";
    public const string TooLong = "NAME_TOO_LONG";
    public const string TrailingDots = "NAME_TRAILING_DOTS";
    public const string Path = "NAME_WITH_PATH";
    public const string TwoNames = "NAME_CONFLICT";
    public const string Disguised = "EXECUTABLE_DISGUISED";
    public const string TypeMismatch = "TYPE_MISMATCH";
    public const string LookAlikeExtension = "NAME_LOOK_ALIKE_EXTENSION";
    public const string ExecutableInArchive = "EXECUTABLE_IN_ARCHIVE";
}
