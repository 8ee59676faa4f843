using System.Collections.Immutable;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>The steps by which the facts of one message are read: its own parts, what their files hold, texts and links. Used once; the octets of members are there until it is disposed.</summary>
internal sealed class FactReading(MessageContent content, InspectionNeeds needs, ContentSettings settings, InspectionLimits limits, ContentExtraction extraction) : IDisposable
{
    private IMessageParts? _parts;

    /// <summary>The facts, once all steps are done.</summary>
    public MessageFacts? Facts { get; private set; }

    /// <summary>True when there is something that a worker may have to open.</summary>
    public bool HoldsFiles => _parts is { } parts && ContentExtraction.HoldsFiles(parts);

    /// <summary>The message's own parts; CPU-bound.</summary>
    public Task ReadPartsAsync(CancellationToken cancellationToken)
    {
        _parts = MessagePartReader.Read(content, limits.Reading, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>What the files among them hold; waits for other processes.</summary>
    public async Task OpenFilesAsync(CancellationToken cancellationToken) => _parts = await extraction.OpenAsync(
        _parts!, MessageFacts.WantsText(needs), settings, () => Passwords(cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Texts and links; CPU-bound.</summary>
    public Task ReadFactsAsync(CancellationToken cancellationToken)
    {
        Facts = MessageFacts.Read(_parts!, needs, limits, cancellationToken);
        return Task.CompletedTask;
    }

    public void Dispose() => (_parts as IDisposable)?.Dispose();

    private ImmutableArray<string> Passwords(CancellationToken cancellationToken) =>
        PasswordCandidates.Find(HeaderScanner.Scan(content), _parts!, MessageTextReader.Read(_parts!, limits.Text, cancellationToken).Texts, settings.Passwords);
}
