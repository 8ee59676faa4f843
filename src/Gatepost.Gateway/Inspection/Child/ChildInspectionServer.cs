using Gatepost.Mail.Extraction;
using System.Text;
using System.Text.Json;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection.Child;

/// <summary>The child's side: reads one message, inspects it, answers, ends. The verb <c>inspect-child</c> calls it with standard input and output, on which nothing else may write.</summary>
public static class ChildInspectionServer
{
    /// <summary>The exit code for a request that cannot be read.</summary>
    public const int BadRequest = 2;

    /// <summary>Serves one request.</summary>
    /// <param name="input">Three frames: envelope, policy, content.</param>
    /// <param name="output">Gets one frame: the answer.</param>
    /// <param name="pipeline">The same inspectors as the gateway's.</param>
    /// <param name="compile">Compiles the policy (YAML, revision); null when it cannot.</param>
    /// <param name="limits">Of the frames.</param>
    /// <param name="cancellationToken">Ends the inspection.</param>
    /// <returns>The exit code: 0, or <see cref="BadRequest"/>.</returns>
    public static async Task<int> RunAsync(
        Stream input, Stream output, InspectionPipeline pipeline, Func<string, long, PolicySnapshot?> compile, ChildInspectionLimits limits,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(compile);
        ArgumentNullException.ThrowIfNull(limits);
        if (await ReadAsync(input, compile, limits, cancellationToken).ConfigureAwait(false) is not var (message, policy))
            return BadRequest;
        var inspection = await pipeline.InspectAsync(message, policy, cancellationToken).ConfigureAwait(false);
        var answer = new ChildAnswer
        {
            Findings = inspection.Findings,
            Runs = inspection.Runs,
            Parts = inspection.Parts,
            Texts = inspection.Texts,
            Links = inspection.Links,
        };
        await PipeFrames.WriteAsync(output, JsonSerializer.SerializeToUtf8Bytes(answer, ChildJson.Default.ChildAnswer), cancellationToken).ConfigureAwait(false);
        return 0;
    }

    private static async Task<(MailMessage Message, PolicySnapshot Policy)?> ReadAsync(
        Stream input, Func<string, long, PolicySnapshot?> compile, ChildInspectionLimits limits, CancellationToken cancellationToken)
    {
        var envelope = (await PipeFrames.ReadAsync(input, limits.EnvelopeOctets, cancellationToken).ConfigureAwait(false)).Octets;
        var yaml = (await PipeFrames.ReadAsync(input, limits.PolicyOctets, cancellationToken).ConfigureAwait(false)).Octets;
        var content = (await PipeFrames.ReadAsync(input, limits.ContentOctets, cancellationToken).ConfigureAwait(false)).Octets;
        if (envelope is null || yaml is null || content is null || ParseRequest(envelope) is not { } request)
            return null;
        return compile(Encoding.UTF8.GetString(yaml), request.Revision) is { } policy
            ? (new MailMessage(request.Id, request.Envelope, new MemoryContent(content)), policy)
            : null;
    }

    private static ChildRequest? ParseRequest(byte[] octets)
    {
        try
        {
            return JsonSerializer.Deserialize(octets, ChildJson.Default.ChildRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
