using System.Collections.Immutable;

namespace Gatepost.Mail.FileTypes;

/// <summary>A kind of file, told by its content.</summary>
/// <param name="Name">Kebab-case, stands in policies, logs and <c>check</c> (<c>pe-executable</c>, <c>docx</c>); its meaning never changes.</param>
/// <param name="Family">What it is for.</param>
/// <param name="Description">A few words for people.</param>
public sealed record FileType(string Name, FileFamily Family, string Description)
{
    /// <summary>Extensions that are honest for it, lower case without the dot; the first is the usual one. Empty where none is.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>Media types that are honest for it, lower case.</summary>
    public ImmutableArray<string> MediaTypes { get; init; } = [];

    /// <summary>True where it is text, told by rules instead of marks: what such a text is called is often a matter of taste.</summary>
    public bool IsText { get; init; }

    /// <summary>The type that holds it, where it is a package (<c>zip</c> for a docx, <c>ole2</c> for an old doc); by content alone it is told as that one, and refined by who opens it.</summary>
    public string? Container { get; init; }

    /// <summary>True where opening it can run something: programs, scripts, shortcuts.</summary>
    public bool IsActive => Family is FileFamily.Executable or FileFamily.Script or FileFamily.Shortcut;
}
