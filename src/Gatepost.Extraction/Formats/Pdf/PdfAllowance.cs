namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>What one PDF may take, and whether it took more. The library decodes wherever it likes: what it decodes is counted here.</summary>
internal sealed class PdfAllowance(FormatOutput output, CancellationToken cancellationToken)
{
    /// <summary>Octets that one stream may unpack to in memory: a page of a drawing with 100,000 lines has some 4 MB, the library holds twice to four times as much, and a worker has 128 MB.</summary>
    public const int StreamOctets = 16_777_216;

    /// <summary>Octets of the operators of one page: the library makes objects of them that take up to thirty times as much. A page of a drawing with 50,000 lines has some 2 MB.</summary>
    private const int PageOctets = 4_194_304;

    /// <summary>Octets that all streams may unpack to, some of them several times: a second of a core. Fonts and pages of a book have a tenth of it.</summary>
    private const long AllOctets = 268_435_456;

    /// <summary>Objects that are looked at. A book of 1,000 pages has some 50,000.</summary>
    public const int Objects = 500_000;

    /// <summary>Pages whose text is read.</summary>
    public const int Pages = 2_000;

    /// <summary>Characters of all pages: what a message may give in all.</summary>
    public const int Characters = 4_194_304;

    /// <summary>Forms that are drawn within each other and one after the other on all pages: ten that draw each other ten times are 10^10.</summary>
    public const int Forms = 50_000;

    private long _octets;
    private int _forms;
    private int _pageOctets;

    /// <summary>What was too much, or null.</summary>
    public string? Exceeded { get; private set; }

    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>True where something else is to be begun.</summary>
    public bool HasTime()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (output.HasProcessorTime)
            return true;
        Exceed("reading it takes too long");
        return false;
    }

    /// <summary>Counts octets; throws at the end, since the library cannot be told otherwise.</summary>
    public void Spend(int octets)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _octets += octets;
        if (_octets <= AllOctets)
            return;
        Exceed($"its streams unpack to more than {AllOctets} octets");
        throw new PdfLimitException();
    }

    /// <summary>A page begins.</summary>
    public void StartPage() => _pageOctets = 0;

    /// <summary>How many octets of operators the page, or a form on it, may still have.</summary>
    public int OperatorOctets(bool isForm) => isForm ? PageOctets : Math.Max(0, PageOctets - _pageOctets);

    /// <summary>Operators of the page came.</summary>
    public void TakeOperators(int octets) => _pageOctets += octets;

    /// <summary>Counts a form that is drawn; false where it is one too many.</summary>
    public bool TryForm()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (++_forms <= Forms && HasTime())
            return true;
        Exceed($"more than {Forms} forms are drawn");
        return false;
    }

    /// <summary>Something was too much.</summary>
    public void Exceed(string reason) => Exceeded ??= reason;
}

/// <summary>Ends the library's work on a document that takes too much.</summary>
internal sealed class PdfLimitException() : Exception("a limit was reached");
