using System.Globalization;
using Gatepost.CommandLine;
using Gatepost.Terminal;

// What programs read, databases and logs among them, never depends on the locale of whoever started us; what people read in their own way names their culture.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return await GatepostCommands.RunAsync(args, CommandIo.OfProcess(), CancellationToken.None).ConfigureAwait(false);
