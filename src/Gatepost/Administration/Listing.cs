using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Administration;

/// <summary>Shows a list: a table for people, one JSON object a line for scripts.</summary>
internal static class Listing
{
    private static readonly JsonSerializerOptions Readable = new(AdminJson.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>One line of JSON, readable by people of any script.</summary>
    public static string Json<T>(T value) => JsonSerializer.Serialize(value, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T)));

    public static int Show<T>(CommandIo io, bool isJson, IReadOnlyList<T> rows, string nothing, Func<IReadOnlyList<T>, TextTable> table)
    {
        if (isJson)
        {
            foreach (var row in rows)
                io.Out.WriteLine(Json(row));
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
