namespace Gatepost.Extraction.Formats.Images;

/// <summary>
/// Tells cheaply whether a picture can hold a QR code at all: its corners (ISO/IEC 18004, section 6.3.3) show, on any line through their middle and at any angle, runs of dark and light as 1:1:3:1:1. A photo
/// has hardly any place where both directions do, and is not looked at further.
/// </summary>
internal static class FinderPatterns
{
    // Two of a code's three are enough: they are as large as each other, and at least 14 modules apart, which is twice what one is wide.
    private const double LargestDifference = 1.35;
    private const double LeastDistance = 1.8;
    // What is crossed by many lines is one pattern; a picture with so many is looked at.
    private const int MostCentres = 500;
    // Below it a block of the picture is one surface with noise in it.
    private const int LeastContrast = 10;
    private const int Block = 8;

    /// <summary>True where places are found that look like it. Dark on light or light on dark.</summary>
    public static bool MayHoldCode(GreyImage image)
    {
        if (image.Width < 21 || image.Height < 21)
            return false;
        var isDark = Binarise(image);
        var centres = new List<(int X, int Y, int Size)>();
        // The middle of a pattern is three modules high, so that every second line of a pattern of two pixels a module meets one.
        var step = image.Height > 400 ? 2 : 1;
        for (var y = 0; y < image.Height; y += step)
        {
            if (ScanRow(isDark, image, y, centres))
                return true;
        }
        return false;
    }

    private static bool ScanRow(bool[] isDark, GreyImage image, int y, List<(int X, int Y, int Size)> centres)
    {
        var row = isDark.AsSpan(y * image.Width, image.Width);
        var (a, b, c, d, e) = (0, 0, 0, 0, 0);
        var x = 0;
        while (x < row.Length)
        {
            var colour = row[x];
            var end = row[x..].IndexOf(!colour) is var length and >= 0 ? x + length : row.Length;
            (a, b, c, d, e) = (b, c, d, e, end - x);
            x = end;
            if (a == 0 || !IsPattern(a, b, c, d, e))
                continue;
            var centre = end - e - d - ((c + 1) / 2);
            if (HasPatternBelow(isDark, image, centre, y, a + b + c + d + e) && HasTwin(centres, centre, y, a + b + c + d + e))
                return true;
        }
        return false;
    }

    /// <summary>Runs of one, one, three, one and one module, each off by half a module at most, as the standard's reference algorithm has it, and one pixel.</summary>
    private static bool IsPattern(int a, int b, int c, int d, int e)
    {
        var total = a + b + c + d + e;
        if (total < 7)
            return false;
        var module = total / 7.0;
        var slack = (module * 0.5) + 0.5;
        return Math.Abs(a - module) < slack && Math.Abs(b - module) < slack && Math.Abs(c - (3 * module)) < (3 * module * 0.5) + 0.5
            && Math.Abs(d - module) < slack && Math.Abs(e - module) < slack;
    }

    private static bool HasPatternBelow(bool[] isDark, GreyImage image, int x, int y, int size)
    {
        Span<int> runs = stackalloc int[5];
        var colour = isDark[(y * image.Width) + x];
        runs[2] = Count(isDark, image, x, y, 1, colour, size) + Count(isDark, image, x, y - 1, -1, colour, size);
        var above = y - Count(isDark, image, x, y - 1, -1, colour, size) - 1;
        runs[1] = Count(isDark, image, x, above, -1, !colour, size);
        runs[0] = Count(isDark, image, x, above - runs[1], -1, colour, size);
        var below = y + Count(isDark, image, x, y, 1, colour, size);
        runs[3] = Count(isDark, image, x, below, 1, !colour, size);
        runs[4] = Count(isDark, image, x, below + runs[3], 1, colour, size);
        var height = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
        // As high as wide, at any angle.
        return runs[0] > 0 && runs[4] > 0 && height * 5 <= size * 7 && height * 7 >= size * 5 && IsPattern(runs[0], runs[1], runs[2], runs[3], runs[4]);
    }

    private static int Count(bool[] isDark, GreyImage image, int x, int y, int step, bool colour, int most)
    {
        var count = 0;
        while (y >= 0 && y < image.Height && count < most && isDark[(y * image.Width) + x] == colour)
        {
            count++;
            y += step;
        }
        return count;
    }

    /// <summary>True where another place may be a corner of the same code.</summary>
    private static bool HasTwin(List<(int X, int Y, int Size)> centres, int x, int y, int size)
    {
        foreach (var other in centres)
        {
            var (larger, smaller) = (Math.Max(other.Size, size), Math.Min(other.Size, size));
            if (larger <= (smaller * LargestDifference) + 1 && Math.Max(Math.Abs(other.X - x), Math.Abs(other.Y - y)) * Math.Sqrt(2) >= larger * LeastDistance)
                return true;
        }
        centres.Add((x, y, size));
        return centres.Count >= MostCentres;
    }

    /// <summary>Dark is what is darker than the mean of the blocks around that show an edge; where none does, the threshold of the block before holds on.</summary>
    private static bool[] Binarise(GreyImage image)
    {
        var (columns, rows) = ((image.Width + Block - 1) / Block, (image.Height + Block - 1) / Block);
        var means = new int[columns * rows];
        for (var block = 0; block < means.Length; block++)
            means[block] = MeanOf(image, block % columns * Block, block / columns * Block);
        var isDark = new bool[image.Pixels.Length];
        var thresholds = new int[columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                var around = Around(means, columns, rows, column, row);
                thresholds[column] = around > 0 ? around : column > 0 && thresholds[column - 1] > 0 ? thresholds[column - 1] : thresholds[column];
                Threshold(image, isDark, column * Block, row * Block, thresholds[column]);
            }
        }
        return isDark;
    }

    /// <summary>The mean of a block, or 0 where it is one surface.</summary>
    private static int MeanOf(GreyImage image, int left, int top)
    {
        var (sum, count, least, most) = (0, 0, 255, 0);
        var width = Math.Min(Block, image.Width - left);
        for (var y = top; y < Math.Min(top + Block, image.Height); y++)
        {
            foreach (var pixel in image.Pixels.AsSpan((y * image.Width) + left, width))
            {
                sum += pixel;
                least = Math.Min(least, pixel);
                most = Math.Max(most, pixel);
            }
            count += width;
        }
        return most - least >= LeastContrast ? sum / count : 0;
    }

    private static int Around(int[] means, int columns, int rows, int column, int row)
    {
        var (sum, count) = (0, 0);
        for (var y = Math.Max(0, row - 2); y <= Math.Min(rows - 1, row + 2); y++)
        {
            foreach (var mean in means.AsSpan((y * columns) + Math.Max(0, column - 2), Math.Min(columns - 1, column + 2) - Math.Max(0, column - 2) + 1))
            {
                sum += mean;
                count += mean > 0 ? 1 : 0;
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private static void Threshold(GreyImage image, bool[] isDark, int left, int top, int threshold)
    {
        var width = Math.Min(Block, image.Width - left);
        for (var y = top; y < Math.Min(top + Block, image.Height); y++)
        {
            var pixels = image.Pixels.AsSpan((y * image.Width) + left, width);
            var row = isDark.AsSpan((y * image.Width) + left, width);
            for (var x = 0; x < width; x++)
                row[x] = pixels[x] <= threshold;
        }
    }
}
