using System.IO.Compression;
using System.Text;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>Makes packages for tests.</summary>
internal static class PackageSample
{
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    public const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    public const string BinaryExcel = "application/vnd.ms-excel.sheet.binary.macroEnabled.main";
    public const string PowerPoint = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml";

    public static byte[] Office(string contentType, params (string Name, string Content)[] parts) =>
        Zip([("[Content_Types].xml", $"<Types><Override PartName=\"/main\" ContentType=\"{contentType}\"/></Types>"), .. parts]);

    public static byte[] Zip(params (string Name, string Content)[] parts) => Zip([.. parts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Content)))]);

    public static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        using var octets = new MemoryStream();
        using (var zip = new ZipArchive(octets, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }
        return octets.ToArray();
    }

    public static string Relations(params (string Id, string Type, string Target)[] relations) => "<Relationships>" + string.Concat(relations.Select(relation =>
        $"<Relationship Id=\"{relation.Id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{relation.Type}\" Target=\"{relation.Target}\" TargetMode=\"External\"/>")) + "</Relationships>";
}
