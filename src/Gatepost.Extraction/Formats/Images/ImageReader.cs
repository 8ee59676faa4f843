using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Images;

/// <summary>Pictures: the codes in them.</summary>
internal sealed class ImageReader : IFormatReader
{
    // Some decoders want the file in their own memory.
    private const int LargestFile = 50_331_648;

    public ImmutableArray<string> Types { get; } = ["png", "jpeg", "gif", "bmp", "webp", "ico"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        if (!output.WantsText)
            return;
        if (file.Length > LargestFile)
        {
            output.Problem(PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"a picture of more than {LargestFile} octets"));
            return;
        }
        if (!output.HasProcessorTime)
        {
            output.Problem(PartProblemKind.LimitReached, "a picture that was not looked at: those before it took too long");
            return;
        }
        using var codec = ImageDecoder.Open(file.Content);
        if (codec is null)
        {
            // Whoever sees it sees nothing.
            output.Problem(PartProblemKind.Malformed, "the picture cannot be decoded");
            return;
        }
        if (ImageDecoder.IsTooLarge(codec))
        {
            output.Problem(PartProblemKind.LimitReached, string.Create(CultureInfo.InvariantCulture, $"a picture of {codec.Info.Width} x {codec.Info.Height} pixels"));
            return;
        }
        var stated = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plane in ImageDecoder.Planes(codec, cancellationToken))
        {
            foreach (var content in CodeReader.Read(plane, cancellationToken))
            {
                if (stated.Add(content))
                    CodeContent.State(content, output);
            }
        }
    }
}
