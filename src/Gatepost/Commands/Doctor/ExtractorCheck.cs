using System.Runtime.CompilerServices;
using Gatepost.Commands.Extractor;
using Gatepost.Gateway.Extraction;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Commands.Doctor;

/// <summary>Whether files can be opened, and what locks the process in that opens them.</summary>
internal sealed class ExtractorCheck : IDoctorCheck
{
    public string Name => "extractor";

    public async IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(Path.GetTempPath(), $"gatepost-doctor-{Guid.CreateVersion7():n}");
        await using var pool = new ExtractorPool(ExtractorCommandVerb.Command(), new ExtractorLimits(), scratch, patient.Time, NullLogger<ExtractorPool>.Instance);
        if (await pool.TypesAsync(cancellationToken) is not { } types)
            yield return Diagnosis.Trouble($"no worker that opens files starts: {pool.Trouble}", "mail with attachments waits for it; start \"gatepost serve\" in a terminal and see what it says");
        else if (CageWords.IsTight(pool.Cage!))
            yield return Diagnosis.Ok($"{types.Count} types of file are opened, {CageWords.Of(pool.Cage!)}");
        else
            yield return Diagnosis.Warning($"{types.Count} types of file are opened, but {CageWords.Of(pool.Cage!)}", "a kernel with Landlock and seccomp locks a parser in that a file has taken over");
    }
}
