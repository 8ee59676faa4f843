using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Gatepost.Extraction.Tests.Formats.Pdf;

/// <summary>Writes PDF by hand: object 1 is the catalog, 2 the page tree, 3 the page, 4 its content, 5 the font.</summary>
internal sealed class PdfSample
{
    private readonly SortedDictionary<int, byte[]> _objects = [];
    private int _next = 6;

    public string Catalog { get; set; } = "";

    public string Page { get; set; } = "";

    public string Resources { get; set; } = "";

    public string Content { get; set; } = "";

    public string Trailer { get; set; } = "";

    public int Add(string text)
    {
        _objects[_next] = Encoding.Latin1.GetBytes(text);
        return _next++;
    }

    public int AddStream(string dictionary, byte[] octets)
    {
        _objects[_next] = Stream(dictionary, octets);
        return _next++;
    }

    public static byte[] Deflate(byte[] octets)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(octets);
        return packed.ToArray();
    }

    public byte[] ToArray(bool withTable = true)
    {
        _objects[1] = Encoding.Latin1.GetBytes($"<< /Type /Catalog /Pages 2 0 R {Catalog} >>");
        _objects[2] = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"u8.ToArray();
        _objects[3] = Encoding.Latin1.GetBytes($"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> {Resources} >> {Page} >>");
        _objects[4] = Stream("", Encoding.Latin1.GetBytes(Content));
        _objects[5] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"u8.ToArray();
        using var output = new MemoryStream();
        Write(output, "%PDF-1.7\n");
        var offsets = new SortedDictionary<int, long>();
        foreach (var (number, octets) in _objects)
        {
            offsets[number] = output.Position;
            Write(output, $"{number} 0 obj\n");
            output.Write(octets);
            Write(output, "\nendobj\n");
        }
        if (withTable)
            WriteTable(output, offsets);
        return output.ToArray();
    }

    private void WriteTable(MemoryStream output, SortedDictionary<int, long> offsets)
    {
        var start = output.Position;
        Write(output, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets.Values)
            Write(output, offset.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n");
        Write(output, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R {Trailer} >>\nstartxref\n{start}\n%%EOF\n");
    }

    private static byte[] Stream(string dictionary, byte[] octets) =>
        [.. Encoding.Latin1.GetBytes($"<< /Length {octets.Length} {dictionary} >>\nstream\n"), .. octets, .. "\nendstream"u8];

    private static void Write(MemoryStream output, string text) => output.Write(Encoding.Latin1.GetBytes(text));
}
