using System.Globalization;
using System.Text.Json;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Isolation;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;

namespace Gatepost.Extraction.Worker;

/// <summary>The worker: says what locks it in, then opens one file after the other until its standard input ends. Nothing else may write on its output.</summary>
public static class ExtractorServer
{
    /// <summary>The exit code for a request that cannot be read.</summary>
    public const int BadRequest = 2;

    // The names of passwords and of one file; the gateway bounds them far below.
    private const int RequestOctets = 1_048_576;

    /// <summary>Serves requests. The calling process is inside its cage already, but for the filter of system calls, which is put on here.</summary>
    /// <param name="input">Frames of <see cref="ExtractionRequest"/>.</param>
    /// <param name="output">Gets a frame of <see cref="ExtractorHello"/>, and one of <see cref="ExtractionAnswer"/> for each request.</param>
    /// <param name="scratch">The folder that holds one folder a job.</param>
    /// <param name="withFaults">Tests only: some files make it fail on purpose.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code: 0 when the input ended, or <see cref="BadRequest"/>.</returns>
    public static async Task<int> RunAsync(Stream input, Stream output, string scratch, bool withFaults, CancellationToken cancellationToken)
    {
        var readers = withFaults ? FormatReaders.WithFaults() : FormatReaders.All();
        var opener = new FileOpener(readers);
        var hello = Cage.Close(readers.Types);
        await PipeFrames.WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(hello, ExtractionJson.Default.ExtractorHello), cancellationToken).ConfigureAwait(false);
        while (await PipeFrames.ReadAsync(input, RequestOctets, cancellationToken).ConfigureAwait(false) is var frame && frame.Octets is { } octets)
        {
            if (Parse(octets) is not { } request)
                return BadRequest;
            var answer = Open(opener, request, scratch, cancellationToken);
            await PipeFrames.WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer), cancellationToken).ConfigureAwait(false);
        }
        return 0;
    }

    private static ExtractionAnswer Open(FileOpener opener, ExtractionRequest request, string scratch, CancellationToken cancellationToken)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(request.Budget.Time);
        var folder = new JobFolder(Path.Combine(scratch, request.Job.ToString(CultureInfo.InvariantCulture)));
        return opener.Open(request, folder, time.Token);
    }

    private static ExtractionRequest? Parse(byte[] octets)
    {
        try
        {
            return JsonSerializer.Deserialize(octets, ExtractionJson.Default.ExtractionRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
