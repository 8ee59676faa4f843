using System.Diagnostics;
using System.Net;
using Gatepost.Commands.Check;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Terminal;

namespace Gatepost.Commands.Extract;

/// <summary>Opens one file: a message as it is, anything else as the only part of one.</summary>
internal sealed class ExtractRun(InspectionPipeline pipeline, PolicySnapshot policy, CommandIo io)
{
    private static readonly CheckLimits Limits = new();

    public async Task<ExtractResult> RunAsync(string path, CancellationToken cancellationToken)
    {
        byte[] octets;
        try
        {
            octets = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ExtractResult { Path = path, Error = MailSources.Words(exception) };
        }
        var started = Stopwatch.GetTimestamp();
        var content = IsMessage(path, octets) ? new MemoryContent(octets) : new MemoryContent(Wrap(path, octets));
        var envelope = CheckEnvelope.Of(new CheckOptions { Paths = [path], DataFolder = "", ClientIp = IPAddress.Loopback.ToString() }, HeaderScanner.Scan(content), io.Time.GetUtcNow());
        var inspection = await pipeline.InspectAsync(new MailMessage(MailId.New(io.Time), envelope, content), policy, cancellationToken).ConfigureAwait(false);
        return ExtractResult.Of(path, inspection, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1));
    }

    private async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = path == "-" ? io.OpenInput() : File.OpenRead(Path.GetFullPath(path, io.WorkingFolder));
        using var memory = new MemoryStream();
        var block = new byte[65_536];
        while (await stream.ReadAsync(block, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            if (memory.Length + read > Limits.MessageOctets)
                throw new IOException($"it is longer than {Limits.MessageOctets} octets, the longest that is opened");
            memory.Write(block, 0, read);
        }
        return memory.ToArray();
    }

    private static bool IsMessage(string path, byte[] octets)
    {
        var head = octets.AsSpan(0, Math.Min(octets.Length, FileTypeCatalogue.HeadOctets));
        return Path.GetExtension(path).Equals(".eml", StringComparison.OrdinalIgnoreCase) || FileTypeCatalogue.Detect(head, default, octets.Length).Name == "eml";
    }

    /// <summary>The name goes as RFC 2231 has it, so that no character of it means anything to the header.</summary>
    private static byte[] Wrap(string path, byte[] octets)
    {
        var name = Uri.EscapeDataString(path == "-" ? "stdin" : Path.GetFileName(path));
        return
        [
            .. System.Text.Encoding.ASCII.GetBytes(
                $"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''{name}\r\nContent-Transfer-Encoding: binary\r\n\r\n"),
            .. octets,
        ];
    }
}
