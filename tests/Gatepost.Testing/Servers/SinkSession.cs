using System.Net.Sockets;
using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>One connection to a <see cref="SmtpSink"/>.</summary>
internal sealed class SinkSession(SmtpSink sink, Socket socket)
{
    private readonly NetworkStream _stream = new(socket);
    private readonly byte[] _buffer = new byte[65_536];
    private readonly List<string> _recipients = [];
    private readonly List<string> _recipientLines = [];
    private int _start;
    private int _end;
    private string? _mailLine;

    public async Task RunAsync(int open)
    {
        await DelayAsync(sink.Behaviour.GreetingDelay);
        if (sink.Behaviour.Greeting(open) is { } refusal)
        {
            await ReplyAsync(refusal);
            return;
        }
        await ReplyAsync("220 sink.example ESMTP");
        while (await ReadLineAsync() is { } line)
        {
            if (!await CommandAsync(line))
                return;
        }
    }

    private async Task<bool> CommandAsync(string line)
    {
        var verb = line.Length < 4 ? line : line[..4].ToUpperInvariant();
        switch (verb)
        {
            case "EHLO":
                await ReplyAsync(string.Join("\r\n", new[] { "250-sink.example" }.Concat(sink.Behaviour.Extensions.Select((extension, at) =>
                    (at + 1 == sink.Behaviour.Extensions.Count ? "250 " : "250-") + extension))));
                return true;
            case "MAIL":
                Forget();
                _mailLine = line;
                return await ReplyAsync("250 2.1.0 Sender ok");
            case "RCPT":
                return await RecipientAsync(line);
            case "DATA":
                return await ContentAsync();
            case "RSET":
                Forget();
                return await ReplyAsync("250 2.0.0 Forgotten");
            case "QUIT":
                await ReplyAsync("221 2.0.0 Bye");
                return false;
            default:
                return await ReplyAsync("250 2.0.0 Ok");
        }
    }

    private async Task<bool> RecipientAsync(string line)
    {
        var address = Path(line);
        var refusal = sink.Behaviour.Recipient(address);
        if (refusal is null)
        {
            _recipients.Add(address);
            _recipientLines.Add(line);
        }
        return await ReplyAsync(refusal ?? "250 2.1.5 Recipient ok");
    }

    private async Task<bool> ContentAsync()
    {
        if (_recipients.Count == 0)
            return await ReplyAsync("554 5.5.1 No valid recipients");
        await ReplyAsync("354 Go on");
        var behaviour = sink.Behaviour;
        var content = new DotReader(behaviour.KeepContent);
        while (true)
        {
            if (_start == _end && !await FillAsync())
                return false;
            if (behaviour.CloseInContent)
                return false;
            _start += content.Read(_buffer.AsSpan(_start, _end - _start));
            if (content.IsComplete)
                break;
        }
        var message = new SinkMessage(Path(_mailLine ?? ""), [.. _recipients], content.Content, content.Size, _mailLine ?? "", [.. _recipientLines]);
        Forget();
        await DelayAsync(behaviour.EndOfDataDelay);
        var refusal = behaviour.EndOfData(message);
        if (refusal is null)
            sink.Record(message);
        return await ReplyAsync(refusal ?? "250 2.0.0 Sunk");
    }

    private void Forget()
    {
        _recipients.Clear();
        _recipientLines.Clear();
        _mailLine = null;
    }

    private async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var at = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, at - _start).TrimEnd('\r');
                _start = at + 1;
                return line;
            }
            if (_end - _start == _buffer.Length || !await FillAsync())
                return null;
        }
    }

    private async Task<bool> FillAsync()
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_end, _start) = (_end - _start, 0);
        var read = await _stream.ReadAsync(_buffer.AsMemory(_end));
        _end += read;
        return read > 0;
    }

    private async Task<bool> ReplyAsync(string reply)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(reply + "\r\n"));
        return !reply.StartsWith("421", StringComparison.Ordinal);
    }

    private static Task DelayAsync(TimeSpan delay) => delay > TimeSpan.Zero ? Task.Delay(delay) : Task.CompletedTask;

    private static string Path(string line)
    {
        var open = line.IndexOf('<', StringComparison.Ordinal);
        var close = line.LastIndexOf('>');
        return open < 0 || close < open ? "" : line[(open + 1)..close];
    }
}
