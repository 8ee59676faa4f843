using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Gatepost.Gateway.Inspectors.Antivirus;
using Gatepost.Mail.Text;

namespace Gatepost.Commands.Doctor;

/// <summary>The antivirus engines of the policy: whether each answers, and how old its signatures are.</summary>
internal sealed class ClamdCheck : IDoctorCheck
{
    public string Name => "clamd";

    public async IAsyncEnumerable<Diagnosis> LookAsync(Patient patient, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var servers = patient.Policy?.Inspectors.Antivirus.Servers ?? [];
        if (servers.IsEmpty)
            yield return Diagnosis.Warning("the policy names no antivirus engine: viruses pass unseen", "install clamav-daemon, and put inspectors: {antivirus: {servers: [\"unix:/run/clamav/clamd.ctl\"]}} into the policy");
        foreach (var server in servers)
            yield return await AskAsync(server, patient.Patience, cancellationToken);
    }

    private static async Task<Diagnosis> AskAsync(string server, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(longest);
        try
        {
            if (!ClamdAddress.TryParse(server, out var endPoint) || endPoint is null)
                return Diagnosis.Trouble($"\"{server}\" is no address of clamd", "gatepost config export shows the policy");
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(endPoint, patience.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync("zVERSION\0"u8.ToArray(), patience.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var version = VisibleText.OneLine((await reader.ReadToEndAsync(patience.Token)).TrimEnd('\0', '\n'), 200);
            return version.StartsWith("ClamAV", StringComparison.Ordinal)
                ? Diagnosis.Ok($"{server} answers: {version}")
                : Diagnosis.Trouble($"{server} answers \"{version}\", which is not clamd", "look at the address in the policy");
        }
        catch (Exception trouble) when (trouble is SocketException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return Diagnosis.Trouble(
                $"clamd at {server} does not answer: {(trouble is OperationCanceledException ? $"no answer within {longest.TotalSeconds:0.#} seconds" : trouble.Message)}", "systemctl status clamav-daemon; it needs a minute after its start. May this user open its socket?");
        }
    }
}
