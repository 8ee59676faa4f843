namespace Gatepost.Commands.Doctor;

/// <summary>How grave a diagnosis is.</summary>
internal enum DiagnosisLevel
{
    Ok = 0,

    /// <summary>It was not looked at; the words say why.</summary>
    Skipped,

    /// <summary>Mail flows; somebody should look.</summary>
    Warning,

    /// <summary>Mail does not flow as it should, or will not.</summary>
    Trouble,
}

/// <summary>What a check found.</summary>
/// <param name="Level">How grave.</param>
/// <param name="Words">What was seen.</param>
/// <param name="Advice">What to do next; null where nothing is to do.</param>
internal sealed record Diagnosis(DiagnosisLevel Level, string Words, string? Advice = null)
{
    public static Diagnosis Ok(string words) => new(DiagnosisLevel.Ok, words);

    public static Diagnosis Skipped(string words) => new(DiagnosisLevel.Skipped, words);

    public static Diagnosis Warning(string words, string advice) => new(DiagnosisLevel.Warning, words, advice);

    public static Diagnosis Trouble(string words, string advice) => new(DiagnosisLevel.Trouble, words, advice);
}

/// <summary>One thing that <c>gatepost doctor</c> looks at. It changes nothing, and needs no running gateway.</summary>
internal interface IDoctorCheck
{
    /// <summary>A short name, the same in the table and in JSON.</summary>
    string Name { get; }

    /// <summary>Looks. What cannot be seen is a diagnosis too.</summary>
    IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, CancellationToken cancellationToken);
}

/// <summary>A check that waits for nobody.</summary>
internal interface ILocalCheck
{
    /// <summary>As of <see cref="IDoctorCheck"/>.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    IEnumerable<Diagnosis> Look(Patient patient);
}

/// <summary>A <see cref="ILocalCheck"/> among those that wait.</summary>
internal sealed class LocalCheck(ILocalCheck check) : IDoctorCheck
{
    public string Name => check.Name;

    public IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, CancellationToken cancellationToken) => check.Look(patient).ToAsyncEnumerable();
}
