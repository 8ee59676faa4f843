using System.Text;

namespace Gatepost.Extraction.Formats.Pdf.Pages;

/// <summary>
/// Puts the letters of a page together, in the order in which they are drawn: a letter on another line begins a line, a gap is a blank. Letters that nobody sees for their size are kept apart.
/// </summary>
internal sealed class PageText
{
    // Below one point nobody reads; fine print has five.
    private const double SmallestSize = 1;
    // Of the size of the letters: blanks between words are a quarter of it, and letters of one word are moved together or apart by less than a tenth.
    private const double WordGap = 0.18;
    private const double LineStep = 0.5;

    private readonly StringBuilder _visible = new();
    private readonly StringBuilder _hidden = new();
    private Place _visiblePlace;
    private Place _hiddenPlace;

    public string Visible => _visible.ToString();

    public string Hidden => _hidden.ToString();

    public int Length => _visible.Length + _hidden.Length;

    /// <summary>A letter is drawn.</summary>
    /// <param name="letter">What it stands for.</param>
    /// <param name="place">Where.</param>
    /// <param name="isInside">False for one beside the page.</param>
    public void Append(string letter, Place place, bool isInside)
    {
        if (isInside && place.Size >= SmallestSize)
            Append(_visible, letter, place, ref _visiblePlace);
        else
            Append(_hidden, letter, place, ref _hiddenPlace);
    }

    private static void Append(StringBuilder output, string letter, Place place, ref Place last)
    {
        if (output.Length > 0)
            Separate(output, place, last);
        foreach (var character in letter)
        {
            // Some fonts map their letters to nothing, or to controls.
            if (character is not '\0' && !(char.IsControl(character) && character is not ('\t' or '\n')))
                output.Append(character);
        }
        last = place;
    }

    private static void Separate(StringBuilder output, Place place, Place last)
    {
        var size = Math.Max(Math.Max(place.Size, last.Size), 0.01);
        if (Math.Abs(place.Y - last.EndY) > size * LineStep || place.X < last.EndX - (size * 2))
        {
            if (output[^1] == ' ')
                output.Length--;
            if (output.Length > 0 && output[^1] != '\n')
                output.Append('\n');
        }
        else if (place.X - last.EndX > size * WordGap && output[^1] is not (' ' or '\n'))
            output.Append(' ');
    }
}

/// <summary>Where a letter stands on the page.</summary>
internal readonly record struct Place(double X, double Y, double EndX, double EndY, double Size);
