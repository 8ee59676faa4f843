namespace Gatepost.Extraction.Formats.Messages;

/// <summary>Readers of messages that are files, and of mailboxes.</summary>
internal static class MessageReaders
{
    public static IEnumerable<IFormatReader> All() => [new MboxReader(), new EmlReader()];
}
