using System.Xml;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Readers of XML that a stranger wrote: no document type, nothing fetched, and bounds where the reader of the platform has none.</summary>
internal static class SafeXml
{
    /// <summary>Elements within each other: each costs the reader some hundred octets. Tables within tables, and groups of shapes, reach about 60.</summary>
    public const int Depth = 512;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CheckCharacters = false,
        // A file is never larger than the budget lets one unpack.
        MaxCharactersInDocument = 134_217_728,
    };

    /// <summary>A reader; the stream is the caller's.</summary>
    public static XmlReader Open(Stream xml) => XmlReader.Create(new MarkupGuard(xml), Settings);

    /// <summary>The next node; throws where elements nest too deeply.</summary>
    public static bool ReadNode(this XmlReader reader)
    {
        if (!reader.Read())
            return false;
        if (reader.Depth > Depth)
            throw new InvalidDataException("elements nest too deeply");
        return true;
    }

    /// <summary>An attribute by its name without its namespace's prefix, which writers choose as they like.</summary>
    public static string? Attribute(this XmlReader reader, string localName)
    {
        if (!reader.HasAttributes)
            return null;
        string? value = null;
        for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            if (reader.LocalName == localName)
            {
                value = reader.Value;
                break;
            }
        }
        reader.MoveToElement();
        return value;
    }
}
