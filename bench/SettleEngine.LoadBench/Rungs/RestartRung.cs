using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Confirm;
using SettleEngine.Core.Dedupe;
using SettleEngine.Core.Encoding;
using SettleEngine.Core.Primitives;
using SettleEngine.LoadBench.InProcess;
using SettleEngine.LoadBench.Reporting;
using SettleEngine.Pipeline.Diagnostics;
using SettleEngine.Pipeline.Ports;
using SettleEngine.Storage;

namespace SettleEngine.LoadBench.Rungs;

/// <summary>How long a start takes while many keys are remembered, and what they take: once from the records alone, then from the
/// checkpoint that the engine wrote meanwhile.</summary>
internal static class RestartRung
{
    private const int PerAppend = 4_096;

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var keys = RungCommand.Option("--keys", "Live keys: settled payments that are not forgotten.", 1_000_000);
        var data = new Option<string?>("--data") { Description = "Folder on the disk to measure; a temporary one otherwise." };
        return RungCommand.Create(
            "restart",
            "Writes a journal, starts the real engine on it twice and waits until it is ready.\n\nExample:\n  ./run-bench.sh restart --keys 10000000",
            [keys, data],
            (parsed, token) => RunAsync(parsed.GetValue(keys), parsed.GetValue(data), token));
    }

    /// <summary>Runs the rung.</summary>
    public static async Task<RungReport> RunAsync(int keys, string? folder, CancellationToken cancellationToken)
    {
        var parent = folder is null ? Directory.CreateTempSubdirectory("settle-restart-") : Directory.CreateDirectory(folder);
        var data = Path.Combine(parent.FullName, "restart-rung");
        try
        {
            await WriteAsync(data, keys, cancellationToken);
            var recordBytes = BytesOf(data);
            var (replay, checkpoint, _, _) = await StartAsync(data, keys, waitForCheckpoint: true, cancellationToken);
            GC.Collect();
            var checkpointBytes = BytesOf(data);
            var (restart, _, restartCpu, memory) = await StartAsync(data, keys, waitForCheckpoint: false, cancellationToken);
            return new RungReport(
                "restart",
                string.Create(CultureInfo.InvariantCulture, $"{keys} live keys of settled payments"),
                [
                    new("restart_from_checkpoint", restart.TotalSeconds, "s"),
                    new("restart_cpu", restartCpu.TotalSeconds, "s"),
                    new("start_from_records", replay.TotalSeconds, "s"),
                    new("first_checkpoint_after_start", checkpoint.TotalSeconds, "s"),
                    new("journal_before_checkpoint", recordBytes / 1e6, "MB"),
                    new("journal_after_checkpoint", checkpointBytes / 1e6, "MB"),
                    new("index_bytes_per_key", (double)memory.IndexBytes / memory.Keys, "B"),
                    new("decided_bytes_per_key", (double)memory.DecidedBytes / memory.Keys, "B"),
                    new("outcome_feed", memory.OutcomeBytes / 1e6, "MB"),
                    new("process_memory", Environment.WorkingSet / 1e6, "MB"),
                ],
                memory.Keys == keys ? null : $"{memory.Keys} keys are remembered instead of {keys}");
        }
        finally
        {
            Directory.Delete(data, true);
            if (folder is null)
            {
                parent.Delete();
            }
        }
    }

    private static async Task<(TimeSpan Ready, TimeSpan Checkpoint, TimeSpan Cpu, PipelineMemory Memory)> StartAsync(
        string data,
        int keys,
        bool waitForCheckpoint,
        CancellationToken cancellationToken)
    {
        var cpuBefore = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await using var engine = QuietEngine.Start(data, new StandInVerifier(), options =>
        {
            options.Dedupe.MaxLiveKeys = Math.Max(keys, options.Dedupe.MaxLiveKeys);
            options.Retention.ForgetInterval = TimeSpan.FromSeconds(1);
            options.Retention.CheckpointBytes = waitForCheckpoint ? 1 : long.MaxValue;
        });
        await engine.ReadyAsync();
        var ready = watch.Elapsed;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - cpuBefore;
        if (waitForCheckpoint)
        {
            await engine.Journal.Truncated.WaitAsync(cancellationToken);
        }

        return (ready, watch.Elapsed - ready, cpu, engine.Pipeline.Memory);
    }

    private static async Task WriteAsync(string data, int keys, CancellationToken cancellationToken)
    {
        await using var journal = FasterJournal.Open(new JournalOptions { DataDirectory = data });
        await journal.RecoverAsync((_, _, _) => { }, cancellationToken);
        var records = new List<JournalRecord>();
        for (var from = 0; from < keys; from += PerAppend)
        {
            var count = Math.Min(PerAppend, keys - from);
            var bytes = new byte[count * AcceptRecord.Size];
            for (var i = 0; i < count; i++)
            {
                var payload = bytes.AsMemory(i * AcceptRecord.Size, AcceptRecord.Size);
                new AcceptRecord(Item(from + i), 1, 0).WriteTo(payload.Span);
                records.Add(new JournalRecord(JournalRecordKind.Accept, payload));
            }

            var first = await journal.AppendAsync(records.ToArray(), cancellationToken);
            records.Clear();
            for (var i = 0; i < count; i++)
            {
                records.Add(new JournalRecord(JournalRecordKind.Outcome, Outcome(first + (ulong)i)));
            }

            await journal.AppendAsync(records.ToArray(), cancellationToken);
            records.Clear();
        }
    }

    private static byte[] Outcome(ulong id)
    {
        Span<byte> hash = stackalloc byte[Hash256.Size];
        hash.Fill(9);
        BitConverter.TryWriteBytes(hash, id);
        var payload = new byte[OutcomeRecord.Size];
        new OutcomeRecord(
            new AdmissionSequence(id),
            SettlementOutcome.Settled,
            AbandonReason.None,
            new ProofLocation(new Hash256(hash), 1, new Hash256(hash), 3),
            ConfirmationLevel.Finalized,
            0,
            100,
            5).WriteTo(payload);
        return payload;
    }

    private static SignedAuthorization Item(int number)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        bytes.Fill(3);
        BitConverter.TryWriteBytes(bytes, number);
        var hash = new Hash256(bytes);
        return new SignedAuthorization(
            SignedItems.Token.Address,
            new Authorization(
                new Address(bytes),
                SignedItems.Token.Address,
                new TokenAmount(10_000),
                default,
                new UnixSeconds(4_000_000_000),
                new AuthorizationNonce(hash)),
            new EcdsaSignature(hash, hash, 27),
            ConfirmationLevel.Included);
    }

    private static long BytesOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);
}
