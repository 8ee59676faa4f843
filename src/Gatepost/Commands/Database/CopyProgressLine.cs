using System.Globalization;
using Gatepost.Storage.Maintenance;
using Gatepost.Terminal;

namespace Gatepost.Commands.Database;

/// <summary>A bar that moves, for people; for a file or a pipe a line for each part.</summary>
internal sealed class CopyProgressLine(CommandIo io) : IProgress<DatabaseCopyProgress>
{
    private const int Cells = 30;

    private string _part = "";
    private bool _open;

    public void Report(DatabaseCopyProgress value)
    {
        if (!io.ErrorIsTerminal)
        {
            if (value.Part != _part)
                io.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Part} ({value.Total:N0})"));
            _part = value.Part;
            return;
        }
        if (value.Part != _part && _open)
            io.Error.WriteLine();
        _part = value.Part;
        var share = value.Total == 0 ? 1 : Math.Clamp((double)value.Done / value.Total, 0, 1);
        var filled = (int)(share * Cells);
        io.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value.Part,-20} [{new string('#', filled)}{new string('.', Cells - filled)}] {share * 100,3:0} % of {value.Total:N0}"));
        _open = true;
    }

    /// <summary>Ends the line.</summary>
    public void End()
    {
        if (_open)
            io.Error.WriteLine();
    }
}
