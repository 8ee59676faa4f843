using Gatepost.Mail.Extraction;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspection.Child;

/// <summary>How the child is started: our own binary with the verb <c>inspect-child</c>, as the composition says.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Passed as they are; no shell is between.</param>
public sealed record ChildCommand(string FileName, ImmutableArray<string> Arguments);

/// <summary>
/// Inspects a message in a process of its own, so that content which takes a process down takes none of ours (promise 6). The child's death is a finding
/// (<see cref="UnscannableNames.Poison"/>), and so is an answer that cannot be read. Thread-safe.
/// </summary>
/// <param name="command">How the child is started.</param>
/// <param name="limits">Bounds.</param>
/// <param name="time">The clock of the deadline.</param>
/// <param name="logger">The log.</param>
public sealed partial class ChildInspection(
    ChildCommand command, ChildInspectionLimits limits, TimeProvider time, ILogger<ChildInspection> logger)
{
    private static readonly string Inspector = CrashGuardFindings.Descriptor.Name;

    // A broken pipe is seen a moment before the process is gone.
    private static readonly TimeSpan ExitGrace = TimeSpan.FromSeconds(2);

    private readonly InspectionGate _gate = new(limits.Processes, time);

    /// <summary>Inspects; ends with an exception only when the token is cancelled or the content cannot be read from disk.</summary>
    public async ValueTask<MessageInspection> InspectAsync(MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(policy);
        if (message.Content.Length > limits.ContentOctets)
            return Unscannable(message, UnscannableNames.LimitReached, "the message is too large for inspection in a child process");
        using var slot = await _gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(limits.Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var process = Start(out var error);
        if (process is null)
            return Unscannable(message, UnscannableNames.Failed, $"the child process could not be started: {error}");
        try
        {
            var answer = await AskAsync(process, message, policy, either.Token).ConfigureAwait(false);
            if (answer.IsTooLong)
                return Unscannable(message, UnscannableNames.LimitReached, "the child process has more to say than is taken from it");
            return answer.Octets is { } octets
                ? Read(octets, message) ?? Unscannable(message, UnscannableNames.Failed, "the child process gave an answer that cannot be read")
                : await EndedAsync(process, message, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var late = string.Create(CultureInfo.InvariantCulture, $"the child process gave no answer within {limits.Deadline.TotalSeconds} seconds and was killed");
            return Unscannable(message, UnscannableNames.TimedOut, late);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private Process? Start(out string error)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        error = "";
        try
        {
            var process = Process.Start(start)!;
            _ = DrainAsync(process.StandardError.BaseStream);
            return process;
        }
        catch (Win32Exception failure)
        {
            error = failure.Message;
            return null;
        }
    }

    /// <summary>What a dying runtime says can be megabytes of stack: read, so that it does not block, and dropped.</summary>
    private static async Task DrainAsync(Stream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone.
        }
    }

    /// <summary>The answer's frame.</summary>
    private async Task<PipeFrame> AskAsync(Process process, MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            var request = new ChildRequest(message.Id, message.Envelope, policy.Revision);
            await PipeFrames.WriteAsync(input, JsonSerializer.SerializeToUtf8Bytes(request, ChildJson.Default.ChildRequest), cancellationToken).ConfigureAwait(false);
            await PipeFrames.WriteAsync(input, Encoding.UTF8.GetBytes(policy.Yaml), cancellationToken).ConfigureAwait(false);
            await using var content = message.Content.OpenRead();
            await PipeFrames.WriteAsync(input, content, message.Content.Length, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException) when (process.HasExited || process.WaitForExit(ExitGrace))
        {
            // The child died before it had read everything: its exit code tells.
        }
        return await PipeFrames.ReadAsync(process.StandardOutput.BaseStream, limits.AnswerOctets, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A child that says that it was asked wrongly has not even begun: that is our fault, and no mark against the content.</summary>
    private async Task<MessageInspection> EndedAsync(Process process, MailMessage message, CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode == ChildInspectionServer.BadRequest)
        {
            Log.BadRequest(logger, message.Id);
            return Unscannable(message, UnscannableNames.Failed, "the child process could not read what it was asked");
        }
        Log.ChildDied(logger, message.Id, process.ExitCode);
        return Unscannable(
            message, UnscannableNames.Poison, string.Create(CultureInfo.InvariantCulture, $"the process that inspected this content died (exit code {process.ExitCode})"));
    }

    private MessageInspection? Read(byte[] octets, MailMessage message) => ChildAnswer.Read(octets, limits) is not { } answer ? null : new MessageInspection
    {
        Message = message,
        Headers = HeaderScanner.Scan(message.Content),
        Parts = answer.Parts,
        Texts = answer.Texts,
        Links = answer.Links,
        Findings = answer.Findings,
        Runs = answer.Runs,
    };

    private static MessageInspection Unscannable(MailMessage message, string name, string evidence) => new()
    {
        Message = message,
        Headers = HeaderScanner.Scan(message.Content),
        Findings = [new Finding(Inspector, FindingCategory.Unscannable, name, null, VisibleText.OneLine(evidence, 500))],
    };

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Error, "The child process that was to inspect message {MailId} could not read its request: the message is unscannable")]
        public static partial void BadRequest(ILogger logger, MailId mailId);

        [LoggerMessage(1, LogLevel.Error, "The child process that inspected message {MailId} died with exit code {ExitCode}: the message is set aside as poison")]
        public static partial void ChildDied(ILogger logger, MailId mailId, int exitCode);
    }
}
