namespace Gatepost.Extraction.Formats.Office.Vba;

/// <summary>What the directory of a project says of one module ([MS-OVBA] 2.3.4.2.3.2).</summary>
/// <param name="Name">As a programmer sees it.</param>
/// <param name="StreamName">The stream that holds it.</param>
/// <param name="Offset">Where its packed source begins there.</param>
/// <param name="IsProcedural">False for classes, and for what belongs to a document or a form.</param>
internal sealed record VbaModule(string Name, string StreamName, long Offset, bool IsProcedural);
