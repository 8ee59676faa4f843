using Gatepost.Extraction.Formats.Images;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Codes that a page draws without a picture, or of several: characters in lines, coloured cells of tables, pictures side by side. They pass whoever looks at pictures only.</summary>
internal static class DrawnCodes
{
    /// <summary>States the codes, each once.</summary>
    public static void State(string source, FormatOutput output, CancellationToken cancellationToken)
    {
        var stated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var drawing in Find(source, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var content in CodeReader.Read(drawing, cancellationToken))
            {
                if (stated.Add(content))
                    CodeContent.State(content, output);
            }
        }
    }

    private static List<GreyImage> Find(string source, CancellationToken cancellationToken)
    {
        var lines = new CharacterDrawing();
        var tables = new TableDrawing();
        var pictures = new PictureDrawing();
        var scanner = new MarkupScanner(source);
        for (var tags = 0; scanner.Read(); tags++)
        {
            if (tags % 1_024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            if (scanner.Tag.Length == 0)
            {
                lines.Text(scanner.Content);
                tables.Text(scanner.Content);
                continue;
            }
            lines.Tag(scanner.Tag);
            tables.Tag(ref scanner);
            pictures.Tag(ref scanner, cancellationToken);
        }
        lines.Finish();
        tables.Finish();
        return [.. lines.Drawings, .. tables.Drawings, .. pictures.Finish()];
    }
}
