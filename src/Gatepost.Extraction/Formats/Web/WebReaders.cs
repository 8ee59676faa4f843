namespace Gatepost.Extraction.Formats.Web;

/// <summary>The readers of pages and drawings of the web.</summary>
internal static class WebReaders
{
    public static IEnumerable<IFormatReader> All() => [new HtmlReader(), new SvgReader(), new EntityReader()];
}
