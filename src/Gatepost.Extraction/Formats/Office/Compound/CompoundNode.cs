namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>A storage or a stream that is to be written.</summary>
/// <param name="Name">Up to 31 characters.</param>
/// <param name="ClassId">Of a storage.</param>
/// <param name="Parent">The place of its storage in the list; the root, which is the first, has -1.</param>
/// <param name="Size">Octets of a stream.</param>
/// <param name="Open">Opens a stream; null for a storage.</param>
internal sealed record CompoundNode(string Name, Guid ClassId, int Parent, long Size, Func<Stream>? Open);
