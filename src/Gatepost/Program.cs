using Gatepost.CommandLine;
using Gatepost.Terminal;

return await GatepostCommands.RunAsync(args, CommandIo.OfProcess(), CancellationToken.None).ConfigureAwait(false);
