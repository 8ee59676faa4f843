using System.Text;
using System.Text.Json;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Extraction;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Gateway.Tests.Extraction;

/// <summary>The pool against workers that are shell scripts: what it makes of an answer, of none, and of a worker that lies.</summary>
public sealed class ExtractorPoolTests : IAsyncDisposable
{
    private const string Hello = """{"protocol":1,"types":["gzip"],"file_rules":7,"call_filter":true,"can_open_socket":false,"can_read_outside":false}""";
    private const string Nothing = """{"true_type":"gzip","nodes":[],"texts":[],"links":[],"problems":[],"unpacked":0,"is_over":false}""";
    private const string OneMember = """{"true_type":"gzip","nodes":[{"parent":0,"name":"a","true_type":"unknown","size":5,"is_file":true,"is_encrypted":false,"is_stored":true}],"texts":[],"links":[],"problems":[],"unpacked":5,"is_over":false}""";
    private readonly TestFolder _folder = new("extraction");
    private readonly ExtractorLimits _limits = new() { Workers = 1, JobsPerWorker = 3, Grace = TimeSpan.FromMilliseconds(500), RestartPause = TimeSpan.FromHours(1) };
    private ExtractorPool? _pool;

    [Fact]
    public async Task The_types_are_what_the_worker_says()
    {
        var pool = Start(Frame(Hello) + "cat >/dev/null");
        Assert.Equal(["gzip"], await pool.TypesAsync(default));
        Assert.Equal(7, pool.Cage?.FileRules);
    }

    [Fact]
    public async Task An_answer_is_taken_and_members_are_read_from_the_jobs_folder()
    {
        var pool = Start(Frame(Hello) + "head -c 8 >/dev/null; printf hello >$0/1/1; cp $0/1/in $0/seen; " + Frame(OneMember) + "cat >/dev/null");
        var extraction = await ExtractAsync(pool, "the file");
        Assert.Equal(ExtractionOutcome.Done, extraction.Outcome);
        Assert.Equal("a", Assert.Single(extraction.Answer!.Nodes).Name);
        Assert.Equal("hello", Read(extraction.Members!.Open(1, 5)));
        Assert.Equal("the file", await File.ReadAllTextAsync(Directory.GetFiles(_folder.Path, "seen", SearchOption.AllDirectories).Single()));
        extraction.Members.Dispose();
        Assert.Empty(Directory.GetDirectories(_folder.Path, "1", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("ln -s /etc/passwd $0/1/1")]
    [InlineData("ln -s /proc/self/environ $0/1/1")]
    [InlineData("mkfifo $0/1/1")]
    [InlineData("mkdir $0/1/1")]
    [InlineData("printf 'more than it said' >$0/1/1")]
    [InlineData("true")]
    public async Task What_is_no_plain_file_of_the_size_that_was_said_cannot_be_read(string script)
    {
        var pool = Start(Frame(Hello) + $"head -c 8 >/dev/null; {script}; " + Frame(OneMember) + "cat >/dev/null");
        var extraction = await ExtractAsync(pool, "x");
        // Not empty: who finds nothing in nothing has seen nothing.
        Assert.All([1, -1, 100_000], node => Assert.Throws<IOException>(() => extraction.Members!.Open(node, 5)));
        extraction.Members!.Dispose();
    }

    [Theory]
    [InlineData("head -c 8 >/dev/null; exit 3", "exit code 3")]
    [InlineData("head -c 8 >/dev/null; kill -SEGV $$", "exit code 139")]
    [InlineData("head -c 8 >/dev/null; printf '\\0\\0\\0\\0\\0\\0\\0\\2{}'; cat >/dev/null", "cannot be read")]
    [InlineData("head -c 8 >/dev/null; printf 'no frame at all but long'; exit 0", "cannot be read|more to say|exit code 0")]
    [InlineData("head -c 8 >/dev/null; printf '\\177\\0\\0\\0\\0\\0\\0\\0'; cat >/dev/null", "more to say")]
    public async Task A_worker_that_dies_or_babbles_costs_its_file_an_answer_and_the_next_has_another(string script, string reason)
    {
        // The first worker that finds no mark makes one and fails; the ones after it answer.
        var answering = "head -c 8 >/dev/null; " + Frame(Nothing) + "cat >/dev/null";
        var pool = Start(Frame(Hello) + $"if [ -e $0/../failed ]; then {answering}; else : >$0/../failed; {script}; fi");
        var failed = await ExtractAsync(pool, "x");
        Assert.Equal(ExtractionOutcome.Failed, failed.Outcome);
        Assert.Contains(reason.Split('|'), one => failed.Reason.Contains(one, StringComparison.Ordinal));
        Assert.Null(failed.Members);
        var done = await ExtractAsync(pool, "y");
        Assert.Equal(ExtractionOutcome.Done, done.Outcome);
        done.Members!.Dispose();
    }

    [Fact]
    public async Task One_that_hangs_is_killed_at_the_end_of_the_budget()
    {
        var pool = Start(Frame(Hello) + "exec sleep 600");
        var extraction = await ExtractAsync(pool, "x", new ExtractionBudget { Time = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(ExtractionOutcome.TimedOut, extraction.Outcome);
        Assert.Contains("gave no answer", extraction.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_burns_CPU_is_killed()
    {
        var pool = Start(Frame(Hello) + "while :; do :; done");
        var extraction = await ExtractAsync(pool, "x", new ExtractionBudget { Time = TimeSpan.FromMinutes(5), CpuTime = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(ExtractionOutcome.TimedOut, extraction.Outcome);
        Assert.Contains("of CPU", extraction.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 1")]
    [InlineData("printf 'garbage'; cat >/dev/null")]
    [InlineData("printf '\\0\\0\\0\\0\\0\\0\\0\\4null'; cat >/dev/null")]
    public async Task Workers_that_do_not_start_are_said_so_and_not_tried_in_a_storm(string script)
    {
        var pool = Start($"echo x >>$0/../starts; {script}");
        Assert.Null(await pool.TypesAsync(default));
        var extraction = await ExtractAsync(pool, "x");
        Assert.Equal(ExtractionOutcome.Unavailable, extraction.Outcome);
        Assert.Single(await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "scratch", "starts")));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_no_worker()
    {
        _pool = new ExtractorPool(new ExtractorCommand(Path.Combine(_folder.Path, "nothing"), []), _limits, Path.Combine(_folder.Path, "scratch"), TimeProvider.System, NullLogger<ExtractorPool>.Instance);
        Assert.Null(await _pool.TypesAsync(default));
    }

    [Fact]
    public async Task A_worker_is_replaced_after_so_many_files()
    {
        var answers = string.Concat(Enumerable.Repeat("head -c 8 >/dev/null; " + Frame(Nothing), 1));
        // Each request is a frame whose length the shell reads past, octet by octet, with dd.
        var pool = Start(
            "echo x >>$0/../starts; " + Frame(Hello)
            + "while n=$(od -An -tu1 -N8 | awk '{print $7*256+$8}') && [ -n \"$n\" ]; do dd bs=1 count=$n >/dev/null 2>&1; " + answers.Replace("head -c 8 >/dev/null; ", "", StringComparison.Ordinal) + "done");
        for (var file = 0; file < 7; file++)
        {
            var extraction = await ExtractAsync(pool, $"file {file}");
            Assert.True(extraction.Outcome == ExtractionOutcome.Done, extraction.Reason);
            extraction.Members!.Dispose();
        }
        Assert.Equal(3, (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "scratch", "starts"))).Length);
    }

    [Theory]
    // It dies while it has nothing to do; it says something more than it was asked.
    [InlineData("exit 0")]
    [InlineData("printf '\\0\\0\\0\\0\\0\\0\\0\\2{}'; : >$0/../ready; cat >/dev/null")]
    public async Task What_a_resting_worker_does_costs_the_next_file_nothing(string script)
    {
        var pool = Start(Frame(Hello) + "head -c 8 >/dev/null; " + Frame(Nothing) + $"echo $$ >$0/../pid; {script}");
        (await ExtractAsync(pool, "x")).Members!.Dispose();
        await Wait.UntilAsync(() => IsOver(), TimeSpan.FromSeconds(60), "the worker has done what it does");
        var second = await ExtractAsync(pool, "y");
        Assert.True(second.Outcome == ExtractionOutcome.Done, second.Reason);
        second.Members!.Dispose();

        bool IsOver() => File.Exists(Path.Combine(_folder.Path, "scratch", "ready"))
            || (File.Exists(Path.Combine(_folder.Path, "scratch", "pid")) && File.ReadAllText(Path.Combine(_folder.Path, "scratch", "pid")).Trim() is { Length: > 0 } pid && !Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task Who_goes_away_while_a_worker_starts_leaves_no_process_behind()
    {
        var pool = Start("echo $$ >$0/../pid; exec sleep 600");
        using var gone = new CancellationTokenSource();
        var types = pool.TypesAsync(gone.Token).AsTask();
        var file = Path.Combine(_folder.Path, "scratch", "pid");
        await Wait.UntilAsync(() => File.Exists(file) && File.ReadAllText(file).EndsWith('\n'), TimeSpan.FromSeconds(60), "the worker starts");
        var pid = (await File.ReadAllTextAsync(file)).Trim();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => types);
        Assert.False(Directory.Exists($"/proc/{pid}"));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.Path, "scratch")));
    }

    [Fact]
    public async Task What_came_out_is_beyond_the_workers_reach_and_what_it_leaves_behind_goes_with_it()
    {
        var pool = Start(Frame(Hello) + "head -c 8 >/dev/null; printf hello >$0/1/1; : >$0/1/more; : >$0/more; " + Frame(OneMember) + "cat >/dev/null; printf changed >$0/1/1");
        var extraction = await ExtractAsync(pool, "x");
        Assert.Empty(Directory.GetDirectories(Path.Combine(_folder.Path, "scratch", "w1")));
        Assert.Equal("hello", Read(extraction.Members!.Open(1, 5)));
        extraction.Members.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "scratch", "kept")));
        await pool.DisposeAsync();
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "scratch")));
    }

    [Fact]
    public async Task A_scratch_folder_that_cannot_be_made_is_said_and_no_exception()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "scratch"), "in the way");
        var pool = Start("exit 0");
        Assert.Null(await pool.TypesAsync(default));
        Assert.NotEqual("", pool.Trouble);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pool is not null)
            await _pool.DisposeAsync();
        _folder.Dispose();
    }

    private ExtractorPool Start(string script) => _pool = new ExtractorPool(
        new ExtractorCommand("/bin/sh", ["-c", script]), _limits, Path.Combine(_folder.Path, "scratch"), TimeProvider.System, NullLogger<ExtractorPool>.Instance);

    private static ValueTask<FileExtraction> ExtractAsync(ExtractorPool pool, string file, ExtractionBudget? budget = null) => pool.ExtractAsync(
        new FileToExtract(() => new MemoryStream(Encoding.UTF8.GetBytes(file)), "00", new ExtractionRequest { Job = 0, Budget = budget ?? new ExtractionBudget { Time = TimeSpan.FromMinutes(1) } }), default);

    private static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A command of the shell that writes a frame.</summary>
    private static string Frame(string json)
    {
        JsonDocument.Parse(json).Dispose();
        var length = json.Length;
        return $"printf '\\0\\0\\0\\0\\0\\0\\{Convert.ToString(length / 256, 8)}\\{Convert.ToString(length % 256, 8)}'; printf %s '{json}'; ";
    }
}
