namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>One entry of the directory ([MS-CFB] 2.6).</summary>
/// <param name="Id">Its place in the directory; 0 is the root.</param>
/// <param name="Name">As it stands there.</param>
/// <param name="IsStorage">True for storages (folders), the root among them.</param>
/// <param name="ClassId">The class of object in a storage.</param>
/// <param name="Start">The first sector.</param>
/// <param name="Size">Octets that it claims.</param>
/// <param name="Parent">The storage that holds it; the root is its own. What hangs on no storage is shown as a child of the root: programs that carve find it.</param>
internal sealed record CompoundEntry(int Id, string Name, bool IsStorage, Guid ClassId, uint Start, long Size, int Parent);
