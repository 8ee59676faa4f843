using System.Collections.Immutable;
using System.Globalization;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>What one inspector states about one message. Thread-safe; closed when its time is over, so that a late word changes nothing.</summary>
internal sealed class InspectorFindings(string inspector, InspectionLimits limits)
{
    private readonly Lock _lock = new();
    private readonly List<Finding> _findings = [];
    private readonly HashSet<FindingCategory> _categories = [];
    private int _left;
    private bool _isClosed;

    public void Report(Finding finding)
    {
        lock (_lock)
        {
            if (_isClosed)
                return;
            // The first of a category is always taken: a flood of small things must not wash a virus away.
            if (_categories.Add(finding.Category) || _findings.Count < limits.FindingsPerInspector)
                _findings.Add(Clean(finding));
            else
                _left++;
        }
    }

    /// <summary>Ends the list; the first call counts.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (!_isClosed && _left > 0)
            {
                var evidence = string.Create(CultureInfo.InvariantCulture, $"{inspector} found {_left} things more than the {limits.FindingsPerInspector} that are listed");
                _findings.Add(new Finding(inspector, FindingCategory.Unscannable, UnscannableNames.LimitReached, null, evidence));
            }
            _isClosed = true;
        }
    }

    public ImmutableArray<Finding> ToArray()
    {
        lock (_lock)
            return [.. _findings];
    }

    private Finding Clean(Finding finding) => finding with
    {
        Inspector = inspector,
        Name = VisibleText.OneLine(finding.Name, limits.NameCharacters),
        Evidence = VisibleText.OneLine(finding.Evidence, limits.EvidenceCharacters),
        Score = double.IsFinite(finding.Score) ? finding.Score : 0,
    };
}
