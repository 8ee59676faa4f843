using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Gatepost.CommandLine;
using Gatepost.Terminal;

namespace Gatepost.Administration;

/// <summary>Shows a list: a table for people, one JSON object a line for scripts.</summary>
internal static class Listing
{
    public static int Show<T>(CommandIo io, bool isJson, IReadOnlyList<T> rows, JsonTypeInfo<T> type, string nothing, Func<IReadOnlyList<T>, TextTable> table)
    {
        if (isJson)
        {
            foreach (var row in rows)
                io.Out.WriteLine(JsonSerializer.Serialize(row, type));
        }
        else if (rows.Count == 0)
        {
            io.Out.WriteLine(nothing);
        }
        else
        {
            table(rows).Write(io);
        }
        return rows.Count == 0 ? ExitCode.Failure : ExitCode.Success;
    }
}
