using System.Collections.Immutable;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>One entry of the catalogue: a type, and how it is told. An entry with neither mark nor text rule is told by who opens the file (a document within a zip).</summary>
internal sealed record KnownType(FileType Type, ImmutableArray<Mark> Marks)
{
    /// <summary>The rule by which a text of this kind is told, or null.</summary>
    public TextCheck? Text { get; init; }

    /// <summary>The characters (lower case) that such a text begins with; empty = any.</summary>
    public string TextStarts { get; init; } = "";
}

/// <summary>Writes the entries of one family as lines of a table.</summary>
internal sealed class FamilyTable(FileFamily family)
{
    /// <summary>A type told by marks, any one of them.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">For people.</param>
    /// <param name="extensions">Honest extensions, parted by blanks.</param>
    /// <param name="mediaTypes">Honest media types, parted by blanks.</param>
    /// <param name="marks">Its marks.</param>
    public KnownType Binary(string name, string description, string extensions, string mediaTypes, params ReadOnlySpan<Mark> marks) =>
        new(Describe(name, description, extensions, mediaTypes), [.. marks]);

    /// <summary>A type told by its text.</summary>
    public KnownType Text(string name, string description, string extensions, string mediaTypes, string starts, TextCheck check) =>
        new(Describe(name, description, extensions, mediaTypes) with { IsText = true }, []) { Text = check, TextStarts = starts };

    /// <summary>A type that is a package of another one, and is told by the names within it.</summary>
    public KnownType Packed(string container, string name, string description, string extensions, string mediaTypes) =>
        new(Describe(name, description, extensions, mediaTypes) with { Container = container }, []);

    private FileType Describe(string name, string description, string extensions, string mediaTypes) => new(name, family, description)
    {
        Extensions = Words(extensions),
        MediaTypes = Words(mediaTypes),
    };

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
